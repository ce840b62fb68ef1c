"""Reads a PDF with the programs of poppler-utils: its text, its fonts, its pixels."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from pathlib import Path


def pdf_tool(name: str) -> str:
    """Return a program of poppler-utils; skip without it, and fail with CI set."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not there (apt install poppler-utils)")
        pytest.skip("needs poppler-utils")
    return found


def pdf_pages(path: Path, order: str = "layout") -> list[str]:
    """Return the text of each page, as it looks, or in the order in which it was written (raw)."""
    command = [pdf_tool("pdftotext"), f"-{order}", path, "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def pdf_words(path: Path) -> list[tuple[str, float, float]]:
    """Return each word of the first page with the middle of its box, in points."""
    command = [pdf_tool("pdftotext"), "-bbox", "-l", "1", path, "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    number = r'"([\d.]+)"'
    sides = f"xMin={number} yMin={number} xMax={number} yMax={number}"
    return [
        (word, (float(left) + float(right)) / 2, (float(top) + float(bottom)) / 2)
        for left, top, right, bottom, word in re.findall(f"<word {sides}>(.*?)</word>", text)
    ]


def pdf_fonts(path: Path) -> list[str]:
    """Return a line on each font."""
    command = [pdf_tool("pdffonts"), path]
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout.decode().splitlines()[2:]


def pdf_pixels(path: Path, dpi: int) -> np.ndarray:
    """Return the first page as red, green and blue of each pixel."""
    command = [pdf_tool("pdftoppm"), "-r", str(dpi), "-l", "1", path]
    picture = subprocess.run(command, capture_output=True, check=True).stdout
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", picture)
    assert head
    return np.frombuffer(picture[head.end() :], "u1").reshape(int(head[2]), int(head[1]), 3)
