"""`commitments`: what was promised for a parcel or project (标准地), and whether it was kept.

Definition. A commitment is due on its day of assessment; up to that day, that day included, it is
``not_due`` unless it was checked before. After it the actual value decides, unrounded: ``met`` or
``not_met``; without one it is ``unchecked``, which is neither. An intensity (万元/亩) without an
actual value is what was done of the project, by the land of its parcels.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from parkland.areas.rounding import exact
from parkland.asset_figures.land_accounts import assets_of
from parkland.asset_figures.notice_states import listed
from parkland.asset_figures.occupied_places import column
from parkland.asset_figures.project_states import projects
from parkland.choices import AreaMethod, choose
from parkland.ledger_record import subject_of
from parkland.schema import AREA_COLUMNS
from parkland.units import YUAN, area_unit

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from parkland.ledger_record import Ledger

STATES = ("met", "not_met", "not_due", "unchecked")
PER_MU = ("intensity", "tax_per_mu", "value_added_per_mu", "output_per_mu")
COLUMNS = (
    "parcel_id", "project_id", "indicator", "operator", "target", "actual", "unit", "at", "due_on",
    "checked_on", "land_mu", "state", "shortfall", "shortfall_cny",
    "project_kind",
)  # fmt: skip


def commitments(
    ledger: Ledger,
    /,
    *,
    as_of: str | dt.date | None = None,
    area: AreaMethod = "ellipsoidal",
) -> pd.DataFrame:
    """Return every commitment with its state on a day.

    Parameters
    ----------
    ledger
        A `Ledger` that was opened with assets.
    as_of
        The day asked about. Default: that of the ledger.
    area
        The area of a parcel: ``"ellipsoidal"``, ``"planar"`` or ``"stated"``; see `land_of`.

    Returns
    -------
    pandas.DataFrame
        One row for each commitment: ``parcel_id``, ``project_id``, ``indicator``, ``operator``
        (``">="`` or ``"<="``), ``target``, ``actual`` (as stated, else computed; NaN), ``unit``,
        ``at``, ``due_on``, ``checked_on``, ``land_mu`` (of its parcel, or of the parcels of its
        project; NaN if not known), ``state`` (``"met"``, ``"not_met"``, ``"not_due"`` or
        ``"unchecked"``), ``shortfall`` (in the unit of the target; NaN unless it is not met),
        ``shortfall_cny`` (yuan, of a commitment per mu or of an investment), ``project_kind`` (of
        its project). Values of one enterprise are confidential: see `without_secrets`.

    Raises
    ------
    ChoiceError
        If the ledger has no assets.

    Examples
    --------
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> pk.commitments(ledger)["state"].value_counts().to_dict()
    {'not_due': 10, 'unchecked': 8, 'met': 1, 'not_met': 1}
    """
    import pandas as pd

    choose(area, AreaMethod, "area")
    subject = subject_of(ledger, as_of=as_of)
    table = assets_of(subject).commitments
    day = pd.Timestamp(subject.day)
    sizes = _sizes(subject.parcels, area)
    works = {
        row["project_id"]: row for row in projects(ledger, as_of=subject.day).to_dict("records")
    }
    names = [name for name in COLUMNS if name in table.columns]
    rows = []
    for values in zip(*(column(table, name) for name in names), strict=True):
        row: dict[str, Any] = dict.fromkeys(COLUMNS) | dict(zip(names, values, strict=True))
        work = works.get(row["project_id"], {})
        mu = _land(row["parcel_id"], work.get("parcel_ids"), sizes)
        actual = _actual(row, work, mu)
        state = _state(row, actual, day)
        short = None
        if state == "not_met" and actual is not None:
            short = abs(exact(row["target"]) - actual)
        money = _money(row, short, mu)
        rows.append(
            row
            | {
                "operator": row["operator"] or ">=",
                "actual": None if actual is None else float(actual),
                "land_mu": None if mu is None else float(mu),
                "state": state,
                "shortfall": None if short is None else float(short),
                "shortfall_cny": None if money is None else float(money),
                "project_kind": work.get("kind"),
            }
        )
    kinds = dict.fromkeys(COLUMNS, "str")
    numbers = ("target", "actual", "land_mu", "shortfall", "shortfall_cny")
    kinds |= dict.fromkeys(numbers, "float64")
    kinds |= dict.fromkeys(("due_on", "checked_on"), "datetime64[s]")
    typed: pd.DataFrame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object).astype(kinds)
    return typed


def _sizes(parcels: pd.DataFrame, area: AreaMethod) -> dict[str, Fraction | None]:
    """Return the mu of each parcel number; None if it is not known or several have the number."""
    sizes: dict[str, Fraction | None] = {}
    for number, m2 in zip(
        column(parcels, "parcel_id"), column(parcels, AREA_COLUMNS[area]), strict=True
    ):
        if number is not None:
            known = m2 is not None and number not in sizes
            sizes[number] = exact(m2) / area_unit("mu").m2 if known else None
    return sizes


def _land(number: str | None, others: Any, sizes: dict[str, Fraction | None]) -> Fraction | None:
    numbers = [number] if number is not None else listed(others)
    found = [sizes.get(one) for one in numbers]
    known = [mu for mu in found if mu is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(found) else None


def _actual(row: dict[str, Any], work: dict[Any, Any], mu: Fraction | None) -> Fraction | None:
    if row["actual"] is not None:
        return exact(row["actual"])
    done = work.get("done_cny")
    if row["indicator"] == "intensity" and mu and done is not None and done == done:  # noqa: PLR0124
        return exact(done) / YUAN["万元"] / mu
    return None


def _state(row: dict[str, Any], actual: Fraction | None, day: pd.Timestamp) -> str:
    was_checked = row["checked_on"] is not None and row["checked_on"] <= day
    if not was_checked and row["due_on"] is not None and day <= row["due_on"]:
        return "not_due"
    if actual is None or row["target"] is None:
        return "unchecked"
    target = exact(row["target"])
    return (
        "met" if (actual <= target if row["operator"] == "<=" else actual >= target) else "not_met"
    )


def _money(row: dict[str, Any], short: Fraction | None, mu: Fraction | None) -> Fraction | None:
    if short is None:
        return None
    if row["indicator"] in PER_MU:
        return None if mu is None else short * mu * YUAN["万元"]
    if row["indicator"] == "total_investment":
        return short * YUAN.get(row["unit"] or "万元", YUAN["万元"])
    return None
