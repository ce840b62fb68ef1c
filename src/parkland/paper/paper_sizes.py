"""The paper of a sheet: its size, which way it lies, the scale, and who made it when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.choices import Orientation, PaperSize, choose, parse_as_of, require_text
from parkland.errors import ChoiceError, brief

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

# ISO 216: the short and the long side in millimetres.
SIDES_MM: Mapping[PaperSize, tuple[float, float]] = {
    "A4": (210, 297),
    "A3": (297, 420),
    "A2": (420, 594),
    "A1": (594, 841),
}
MM_PER_INCH = 25.4
LEAST_SCALE, MOST_SCALE = 50, 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSheet:
    """How a map lies on paper.

    Attributes
    ----------
    paper : {"A4", "A3", "A2", "A1"}
        The size of the sheet.
    orientation : {"auto", "landscape", "portrait"}
        ``"auto"`` takes the one in which the map is larger.
    scale : int or None
        N of the scale 1:N. Default: the largest round scale at which all parcels fit.
    made_by : str
        Who made the map (制图单位). Default: ``report.compiled_by`` of the profile, or a blank to
        fill in.
    made_on : date or str or None
        The day on which it was made (制图日期). Default: a blank to fill in, because no
        file depends on the day on which it is written.
    footer : str or None
        The last line. Default: internal, not for publication; ``""`` for none.
    font : str or None
        A font file, or the name of an installed font. Default: the first installed one that has
        Chinese characters.

    Raises
    ------
    ChoiceError
        If a value is not one that it can have.

    Examples
    --------
    >>> PaperSheet(paper="A3", scale=2000).paper
    'A3'
    """

    paper: PaperSize = "A3"
    orientation: Orientation = "auto"
    scale: int | None = None
    made_by: str = ""
    made_on: dt.date | str | None = None
    footer: str | None = None
    font: str | None = None

    def __post_init__(self) -> None:
        choose(self.paper, PaperSize, "paper")
        choose(self.orientation, Orientation, "orientation")
        require_text(self.made_by, "made_by")
        require_text(self.footer, "footer")
        require_text(self.font, "font")
        if self.made_on is not None:
            parse_as_of(self.made_on, "made_on")
        is_number = isinstance(self.scale, int) and not isinstance(self.scale, bool)
        if self.scale is not None and not (is_number and LEAST_SCALE <= self.scale <= MOST_SCALE):
            raise ChoiceError(
                "paper.no_scale",
                scale=brief(self.scale),
                least_scale=LEAST_SCALE,
                most_scale=MOST_SCALE,
            )

    def sizes(self) -> Iterator[tuple[float, float]]:
        """Yield width and height in millimetres of each orientation that is allowed."""
        short, long = SIDES_MM[self.paper]
        if self.orientation != "portrait":
            yield long, short
        if self.orientation != "landscape":
            yield short, long


def type_factor(width_mm: float, height_mm: float) -> float:
    """Return by what type and frames of a sheet are larger than those of A4.

    Examples
    --------
    >>> round(type_factor(297, 210), 2), round(type_factor(594, 841), 2)
    (1.0, 1.68)
    """
    factor: float = (min(width_mm, height_mm) / SIDES_MM["A4"][0]) ** 0.5
    return factor
