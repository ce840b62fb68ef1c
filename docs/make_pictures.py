"""Make the pictures of the manual's first hour again, from the sample.

They are kept in ``docs/pictures``, because a browser and LibreOffice are needed to make them::

    python docs/make_pictures.py
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

import parkland as pk

PICTURES = Path(__file__).with_name("pictures")
COLOURS = 128  # enough for a map, and a third of the bytes
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Write the pictures of both languages."""
    PICTURES.mkdir(exist_ok=True)
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    with TemporaryDirectory() as folder, sync_playwright() as driver:
        found = next(filter(None, map(shutil.which, BROWSERS)))
        browser = driver.chromium.launch(executable_path=found)
        for lang in ("zh", "en"):
            page = pk.save_map(pk.draw_map(ledger, lang=lang), Path(folder) / "map.html")
            _map_picture(browser, page, lang)
            report = Path(folder) / f"report-{lang}.docx"
            _report_picture(pk.write_report(ledger, report, lang=lang), lang)
        browser.close()


def _map_picture(browser: Browser, page: Path, lang: str) -> None:
    """Take the map with the popup of one parcel."""
    tab = browser.new_page(viewport={"width": 1100, "height": 680})
    tab.goto(page.as_uri())
    tab.wait_for_timeout(1500)
    search = tab.locator("input[type=search]").first
    search.fill("GD-03")
    search.press("Enter")
    tab.wait_for_timeout(1500)
    _keep(tab.screenshot(), f"map-{lang}")
    tab.close()


def _report_picture(report: Path, lang: str) -> None:
    """Take the two pages of the report that have its summary and its totals."""
    folder = report.parent
    office = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(report)]
    subprocess.run(office, check=True, capture_output=True)  # noqa: S603
    drawing = ["pdftoppm", "-r", "80", "-png", "-f", "2", "-l", "3"]
    pdf = report.with_suffix(".pdf")
    subprocess.run([*drawing, str(pdf), str(folder / lang)], check=True)  # noqa: S603
    sides = [Image.open(one) for one in sorted(folder.glob(f"{lang}-*.png"))]
    both = Image.new("RGB", (sum(one.width for one in sides), sides[0].height), "white")
    for number, side in enumerate(sides):
        both.paste(side, (number * side.width, 0))
    both.save(folder / "both.png")
    _keep((folder / "both.png").read_bytes(), f"report-{lang}")


def _keep(content: bytes, name: str) -> None:
    """Store a picture with few colours."""
    path = PICTURES / f"{name}.png"
    path.write_bytes(content)
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main()
