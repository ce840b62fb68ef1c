"""Who uses each parcel in a year, of which class, and what comes of it: columns of parcels.

The class of a parcel is that of the enterprises that use it, and never one of its own: where they
have different classes it is ``"mixed"``, and where there is none ``"none"``. Somebody who has let
the whole of a parcel does not use it. An indicator of a parcel is that of its enterprises, sum by
sum, so that it never apportions what nobody apportioned.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from parkland.asset_figures.asset_labels import asset_heading, asset_label
from parkland.asset_figures.assets_shown import CLASS_COLUMN, AssetsShown
from parkland.asset_figures.classification import EXCLUDED, UNCOMPUTABLE, classify
from parkland.asset_figures.enterprise_land import enterprise_names
from parkland.asset_figures.land_accounts import assets_of, land_accounts
from parkland.asset_figures.per_mu_figures import mean_of, years_of
from parkland.asset_figures.rating_words import stated_code
from parkland.asset_figures.yearly_amounts import INDICATORS, yearly_rows
from parkland.column_names import free_name
from parkland.conventions import load_method
from parkland.errors import ChoiceError
from parkland.figures.leading import leading_area
from parkland.languages import grammar, languages
from parkland.ledger_record import subject_of
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    import pandas as pd

    from parkland.asset_figures.land_accounts import LandAccounts
    from parkland.choices import Lang
    from parkland.conventions import Method
    from parkland.ledger_record import Ledger

USUAL_CLASSES = ("A", "B", "C", "D")
UNSTATED, MIXED, NOBODY = "unstated", "mixed", "none"
NO_CLASSES = (EXCLUDED, UNCOMPUTABLE, UNSTATED)
PERCENT, DIGITS = 100, 2
MOST_NAMES = 3  # of the enterprises on a parcel are named in a cell


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetYear:
    """The enterprises of a ledger in one year, as maps and cards show them.

    Attributes
    ----------
    year : int
    accounts : LandAccounts
    classes : dict of str to str
        The class of each enterprise: one of the method or of the office, ``"excluded"``,
        ``"uncomputable"`` or ``"unstated"``.
    rated : DataFrame or None
        The result of `classify`, with a method.
    rows : dict
        The row of yearly figures of each enterprise.
    users : dict
        The enterprises that use each parcel number, in the order of the table of enterprises.
    """

    year: int
    accounts: LandAccounts
    classes: dict[str, str]
    rated: pd.DataFrame | None
    rows: dict[str, dict[str, object]]
    users: dict[str, list[str]]

    def class_of_parcel(self, number: str | None) -> str:
        """Return the class of the enterprises that use a parcel."""
        found = {self.classes[one] for one in self.users.get(number or "", ())}
        return MIXED if len(found) > 1 else next(iter(found), NOBODY)


def asset_year(ledger: Ledger, year: int, method: Method | None, lang: Lang) -> AssetYear:
    """Return the enterprises of a ledger in a year, with the classes of a method or as stated."""
    subject = subject_of(ledger)
    area = leading_area(ledger)
    accounts = land_accounts(subject, year=year, area=area)
    rows = yearly_rows(assets_of(subject).yearly, year)
    if method is None:
        rated = None
        classes = {one: _stated(rows.get(one, {})) for one in accounts.enterprises}
    else:
        rated = classify(ledger, method=method, year=year, area=area, lang=lang)
        classes = dict(zip(rated["enterprise_id"], rated["class_code"], strict=True))
    return AssetYear(
        year=year,
        accounts=accounts,
        classes=classes,
        rated=rated,
        rows=rows,
        users=_users(accounts),
    )


def shown_method(shown: AssetsShown) -> Method | None:
    """Return the method of a map, loaded once."""
    return None if shown.method is None else load_method(shown.method)


def parcel_columns(
    ledger: Ledger, shown: AssetsShown, found: AssetYear, lang: Lang
) -> pd.DataFrame:
    """Return the columns that assets give the parcels: enterprises, their class, an indicator.

    Their names are headings in the language of the map, as those of an office's own columns are.
    ``frame.attrs["columns"]`` has the headings of ``enterprises``, ``asset_class`` and, where one
    is shown, of the indicator.

    Raises
    ------
    ChoiceError
        If parcels are to be coloured by classes that nobody states.
    """
    import pandas as pd

    numbers = ledger.parcels["parcel_id"]
    keys = numbers.astype(object).where(numbers.notna(), None).tolist()
    if shown.shows_class and not (set(found.classes.values()) - {UNSTATED}):
        raise ChoiceError("asset_figures.no_class_of_year", year=found.year)
    names = enterprise_names(assets_of(subject_of(ledger)).enterprises)
    columns: dict[str, list[object]] = {
        "enterprises": [
            names_text([names.get(one, one) for one in found.users.get(key or "", ())], lang)
            for key in keys
        ],
        CLASS_COLUMN: [class_label(found.class_of_parcel(key), lang) for key in keys],
    }
    frame = pd.DataFrame(columns, index=ledger.parcels.index, dtype=object).astype("str")
    frame = frame.where(frame != "")
    named = {"enterprises": wording("asset_map.users", lang)}
    named[CLASS_COLUMN] = asset_label(CLASS_COLUMN, lang)
    if shown.column in INDICATORS and not shown.is_own:
        frame[shown.column] = pd.Series(
            _indicators(ledger, shown.column, found, keys), index=frame.index, dtype="float64"
        )
        named[shown.column] = asset_heading(shown.column, lang)
    taken = {str(name) for name in ledger.parcels.columns}
    headings = {
        name: free_name(wording("asset_map.of_year", lang, name=text, year=found.year), taken)
        for name, text in named.items()
    }
    frame = frame.rename(columns=headings)
    frame.attrs["columns"] = headings
    return frame


def class_label(code: str, lang: str) -> str:
    """Return a class as it reads: ``A类``, ``不参评``.

    Examples
    --------
    >>> class_label("A", "zh"), class_label("excluded", "en"), class_label("none", "zh")
    ('A类', 'not rated', '无企业')
    """
    words = wordings("class_code", lang)
    return words[code] if code in words else wording("asset_map.class", lang, code=code)


def class_order(codes: set[str], method: Method | None) -> list[str]:
    """Return classes from best to last, and behind them what is no class."""
    known = USUAL_CLASSES if method is None else method.classes
    last = [*NO_CLASSES, MIXED, NOBODY]
    first = [*known, *sorted(codes - {*known, *last})]
    return [code for code in (*first, *last) if code in codes]


def names_text(names: list[str], lang: str) -> str:
    """Return the names of enterprises in a line; of many, the number follows."""
    listed = grammar(lang).join(names[:MOST_NAMES])
    if len(names) <= MOST_NAMES:
        return listed
    return wording("asset_map.more", lang, names=listed, number=len(names))


def _stated(row: dict[str, object]) -> str:
    text = row.get("stated_class")
    if not isinstance(text, str) or not text.strip():
        return UNSTATED
    if code := stated_code(text, USUAL_CLASSES):
        return code
    words = {wordings("class_code", lang)[EXCLUDED] for lang in languages()}
    return EXCLUDED if text.strip() in words else text.strip()


def _users(accounts: LandAccounts) -> dict[str, list[str]]:
    held: dict[str, dict[str, Fraction | None]] = defaultdict(dict)
    for piece in accounts.pieces:
        if not piece.parcel:
            continue
        before = held[piece.parcel].get(piece.enterprise, Fraction(0))
        held[piece.parcel][piece.enterprise] = (
            None if before is None or piece.m2 is None else before + piece.m2
        )
    return {
        parcel: [one for one, m2 in by.items() if m2 is None or m2 > 0]
        for parcel, by in held.items()
    }


def _indicators(
    ledger: Ledger, name: str, found: AssetYear, keys: list[str | None]
) -> list[float | None]:
    area = leading_area(ledger)
    years = {
        one.enterprise: one
        for one in years_of(subject_of(ledger), year=found.year, land="net", area=area)
    }
    known: dict[str, float | None] = {}
    for parcel, users in found.users.items():
        mean = mean_of([years[one] for one in users], *INDICATORS[name])
        known[parcel] = None if mean["left_out"] else mean["value"]
    scale = PERCENT if name.endswith("_share") else 1
    return [
        None if (value := known.get(key or "")) is None else round(value * scale, DIGITS)
        for key in keys
    ]
