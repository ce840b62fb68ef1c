"""A sentence about assets as a key and typed figures, which text and workbook read alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from parkland.areas.rounding import exact
from parkland.asset_figures.yearly_amounts import number_text
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

# "short" is a number without needless zeros, as reviews write it: 4258万元, 70亩.
FigureKind = Literal["count", "number", "short", "percent", "text"]


@dataclass(frozen=True, slots=True)
class SentenceFigure:
    """A figure of a sentence: its value, how it is printed, and its unit.

    The value of a ``"percent"`` is a share of 1; that of a ``"text"`` is a text.
    """

    value: float | int | str
    kind: FigureKind = "count"
    digits: int = 0
    unit: str = ""

    def text(self) -> str:
        """Return the figure as it is printed, without its unit."""
        if isinstance(self.value, str):
            return self.value
        if self.kind == "count":
            return str(int(self.value))
        value = exact(float(self.value))
        if self.kind == "percent":
            return number_text(value * 100, digits=self.digits)
        text = number_text(value, digits=self.digits)
        if self.kind == "short":
            text = text.replace(",", "")
            return text.rstrip("0").rstrip(".") if "." in text else text
        return text


@dataclass(frozen=True, slots=True)
class AssetSentence:
    """A sentence: its key in the wording, its chapter, and its figures by name.

    Attributes
    ----------
    key : str
        Its name in the section ``asset_sentence`` of the wording.
    chapter : str
        ``"land"``, ``"notices"``, ``"projects"`` or ``"commitments"``.
    figures : mapping of str to SentenceFigure
    """

    key: str
    chapter: Literal["land", "notices", "projects", "commitments"]
    figures: Mapping[str, SentenceFigure]

    def text(self, lang: str) -> str:
        """Return the sentence in `lang`."""
        values = {name: figure.text() for name, figure in self.figures.items()}
        return wording(f"asset_sentence.{self.key}", lang, **values)
