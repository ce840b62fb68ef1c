"""A JupyterLab of its own for tests: on this machine alone, with a token, in folders of its own."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Frame, Page

STARTING_S = 300
CELL = ".jp-Notebook .jp-Cell"
READY = "iframe[data-ready=true]"
# Nothing is asked of a network: neither news nor newer versions.
QUIET = '{"fetchNews": "false", "checkForUpdates": false}'


@contextmanager
def jupyter_lab(folder: Path) -> Iterator[str]:
    """Run a server for the notebooks of `folder`; yields the address with its token."""
    state = folder / ".state"
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "run",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    settings = state / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(QUIET)
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": 0,  # a free one
        "ServerApp.root_dir": folder,
        "IdentityProvider.token": token,
        "LabApp.extension_manager": "readonly",
    }
    command += [f"--{name}={value}" for name, value in options.items()]
    environment = os.environ | {name: str(state / place) for name, place in places.items()}
    with (state / "log.txt").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            yield f"{_address(state / 'run', server)}lab/tree/{{}}?token={token}"
        finally:
            server.terminate()
            server.wait(STARTING_S)


def _address(folder: Path, server: subprocess.Popen) -> str:
    until = time.monotonic() + STARTING_S
    while time.monotonic() < until and server.poll() is None:
        for path in folder.glob("jpserver-*.json"):
            text = path.read_text("utf-8")
            if text.endswith("}"):  # else it is being written
                return json.loads(text)["url"]
        time.sleep(0.1)
    raise RuntimeError((folder.parent / "log.txt").read_text("utf-8")[-2000:])


def write_notebook(path: Path, cells: list[str]) -> None:
    """Write a notebook of code cells."""
    import nbformat  # it takes a second, and only these tests need it

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {
        "name": "python3", "display_name": "Python 3", "language": "python",
    }  # fmt: skip
    nbformat.write(notebook, path)


class Notebook:
    """A notebook open in JupyterLab."""

    def __init__(self, page: Page, address: str, name: str) -> None:
        self.page = page
        page.goto(address.format(name))
        page.locator(CELL).first.wait_for(timeout=STARTING_S * 1000)
        page.get_by_text("(ipykernel) | Idle").first.wait_for(timeout=STARTING_S * 1000)

    def run(self, number: int, *, prints: bool = False) -> str:
        """Run a cell, wait until it is done and has printed, and return what it prints."""
        cell = self.page.locator(CELL).nth(number)
        prompt = cell.locator(".jp-InputPrompt").first
        before = prompt.inner_text()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        until = time.monotonic() + STARTING_S
        while prompt.inner_text() == before or not re.search(r"\d", prompt.inner_text()):
            if time.monotonic() > until:
                raise TimeoutError(f"cell {number} does not end: {prompt.inner_text()}")
            self.page.wait_for_timeout(50)
        printed = cell.locator(".jp-OutputArea-output[data-mime-type*=stdout]")
        if prints:  # that comes by another way than the number of the cell
            printed.first.wait_for(timeout=STARTING_S * 1000)
        return "".join(printed.all_inner_texts())

    def map(self, number: int) -> Frame:
        """Return the frame of a map, once its parcels are painted."""
        frame = self.page.locator("iframe").nth(number)
        self.page.locator(READY).nth(number).wait_for(state="attached", timeout=STARTING_S * 1000)
        frame.scroll_into_view_if_needed()
        found = frame.element_handle().content_frame()
        assert found is not None
        return found

    def corner(self, number: int) -> tuple[float, float]:
        """Return where the frame of a map begins on the screen."""
        box = self.page.locator("iframe").nth(number).bounding_box()
        assert box is not None
        return box["x"], box["y"]
