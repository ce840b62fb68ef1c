"""The notebooks as pages: run at build, with what they show.

A cell is run in this process and not by a kernel, which takes seconds to start. A notebook is
written in both languages; a page shows the texts of its own.
"""

from __future__ import annotations

import ast
import contextlib
import html
import io
import json
import os
import re
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .navigation import LANGS, notebooks

Pages = dict[str, str | bytes]
_HAN = re.compile(r"[\u4e00-\u9fff]")


def gallery_pages() -> dict[str, Pages]:
    """Return, for each language, the page of every notebook and the files that it shows."""
    pages: dict[str, Pages] = {lang: {} for lang in LANGS}
    for path in notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        shown = _run(path.stem, cells)
        for lang in LANGS:
            page = _page(cells, shown.outputs, lang)
            pages[lang] |= {f"gallery/{path.stem}.md": page, **shown.files}
    return pages


def _page(cells: list[dict[str, Any]], outputs: list[str], lang: str) -> str:
    parts: list[str] = []
    for cell, output in zip(cells, outputs, strict=True):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(in_language(source, lang))
        else:
            parts.append(f"```python\n{source}\n```")
            parts.append(output)
    return "\n\n".join(part for part in parts if part) + "\n"


def in_language(text: str, lang: str) -> str:
    """Return the paragraphs of a bilingual text that are in `lang`, all of them if none is."""
    paragraphs = [_heading(one, lang) for one in text.split("\n\n")]
    texts = [one for one in paragraphs if not one.startswith("#")]
    kept = [one for one in texts if bool(_HAN.search(_prose(one))) == (lang == "zh")] or texts
    return "\n\n".join(one for one in paragraphs if one.startswith("#") or one in kept)


def _prose(paragraph: str) -> str:
    """Return a paragraph without code and without what stands in brackets."""
    return re.sub(r"`[^`]*`|\([^)]*\)", "", paragraph)


def _heading(paragraph: str, lang: str) -> str:
    marks, _, text = paragraph.partition(" ")
    if not marks.startswith("#") or " · " not in text:
        return paragraph
    first, _, second = text.partition(" · ")
    return f"{marks} {first if lang == 'zh' else second}"


class _Shown:
    """What the cells of one notebook show."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.outputs: list[str] = []
        self.files: Pages = {}

    def add(self, printed: str, value: Any) -> None:
        """Add what one cell printed, and the value of its last expression."""
        parts = []
        if printed.strip():
            parts.append(f"```text\n{printed.rstrip()}\n```")
        parts += self._figures()
        if value is not None:
            parts.append(self._value(value))
        self.outputs.append("\n\n".join(parts))

    def _figures(self) -> list[str]:
        import matplotlib.pyplot as plt

        parts = []
        for number in plt.get_fignums():
            picture = io.BytesIO()
            plt.figure(number).savefig(picture, format="png", dpi=120)
            parts.append(f"![]({self._file('.png', picture.getvalue())})")
        plt.close("all")
        return parts

    def _value(self, value: Any) -> str:
        import folium

        import parkland as pk

        if isinstance(value, folium.Map):
            with TemporaryDirectory() as folder:
                page = pk.save_map(value, Path(folder) / "map.html").read_bytes()
            name = self._file("-map.html", page)
            return f'<iframe class="page" src="{name}" loading="lazy"></iframe>'
        if isinstance(value, pk.ParcelMap):  # no kernel stands behind a site
            with TemporaryDirectory() as folder:
                page = value.save(Path(folder) / "map.html").read_bytes()
            name = self._file("-map.html", page)
            return f'<iframe class="page" src="{name}" loading="lazy"></iframe>'
        if hasattr(value, "_repr_html_"):
            lines = [line for line in value._repr_html_().splitlines() if line.strip()]
            return "\n".join(['<div class="output">', *lines, "</div>"])
        return f'<pre class="output">{html.escape(repr(value))}</pre>'

    def _file(self, ending: str, content: bytes) -> str:
        name = f"{self.name}-{len(self.files) + 1}{ending}"
        self.files[f"gallery/{name}"] = content
        return name


def _run(name: str, cells: list[dict[str, Any]]) -> _Shown:
    """Run the cells of a notebook in an empty folder."""
    shown, names = _Shown(name), {"__name__": "__main__"}
    before = Path.cwd()
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        os.chdir(folder)
        try:
            for cell in cells:
                if cell["cell_type"] != "code":
                    shown.outputs.append("")
                    continue
                printed = io.StringIO()
                with contextlib.redirect_stdout(printed):
                    value = _last_value("".join(cell["source"]), names)
                shown.add(printed.getvalue(), value)
        finally:
            os.chdir(before)
    return shown


def _last_value(source: str, names: dict[str, Any]) -> Any:
    """Run a cell, and return the value of its last line if that is an expression."""
    *statements, last = ast.parse(source).body
    if isinstance(last, ast.Expr):
        exec(compile(ast.Module(statements, []), "cell", "exec"), names)  # noqa: S102
        return eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
    exec(compile(ast.parse(source), "cell", "exec"), names)  # noqa: S102
    return None
