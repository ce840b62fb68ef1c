"""The full reasoning on one parcel, step by step: facts, comparisons with their numbers, articles.

The steps read the same verdict as `flag_status`, so that an explanation cannot conclude otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from parkland.display import parcel_names
from parkland.errors import ChoiceError
from parkland.schema import FIELDS, as_kind, require_canonical
from parkland.status.flags import find, status_columns
from parkland.status.reasoning import steps_of
from parkland.wording import wording

if TYPE_CHECKING:
    import datetime as dt
    import os

    import pandas as pd

    from parkland.conventions import RuleBook
    from parkland.status.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The reasoning on one parcel; printing it prints every step.

    Attributes
    ----------
    parcel : str
        Number and name.
    as_of : datetime.date
    status, status_rule, reason, basis : str
        As `flag_status` gives them; the reason is the explanation in short.
    levelled, idle, reclaimed : bool or None
        None: cannot be determined.
    missing : tuple of str
        Names of canonical fields without which something cannot be determined.
    steps : tuple of Step
    disclaimer : str
    lang : str
    """

    parcel: str
    as_of: dt.date
    status: str
    status_rule: str
    reason: str
    basis: str
    levelled: bool | None
    idle: bool | None
    reclaimed: bool | None
    missing: tuple[str, ...]
    steps: tuple[Step, ...]
    disclaimer: str
    lang: str

    @property
    def heading(self) -> str:
        """Parcel and day."""
        return wording("explain.heading", self.lang, parcel=self.parcel, as_of=self.as_of)

    def __str__(self) -> str:
        lines = [
            f"{number}. {step.line(self.lang)}" for number, step in enumerate(self.steps, start=1)
        ]
        return "\n".join([self.heading, *lines, self.disclaimer])

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(step.line(self.lang))}</li>" for step in self.steps)
        return (
            f"<div><p><b>{escape(self.heading)}</b></p><ol>{items}</ol>"
            f"<p><i>{escape(self.disclaimer)}</i></p></div>"
        )


def explain(
    parcel: pd.Series | pd.DataFrame,
    /,
    *,
    as_of: str | dt.date,
    rules: str | os.PathLike[str] | RuleBook = "idle-land-2012",
    lang: str = "zh",
) -> Explanation:
    """Return why one parcel is what it is at `as_of`, step by step.

    Parameters
    ----------
    parcel
        A row of a table from `clean` or a ledger, or a table of that one row.
    as_of, rules, lang
        As for `flag_status`.

    Raises
    ------
    ChoiceError
        If it is not one parcel, or as for `flag_status`.
    ColumnError, ConventionError

    Examples
    --------
    >>> import parkland as pk
    >>> parcels = pk.open_ledger(pk.sample_path(), as_of="2020-12-31").parcels
    >>> found = pk.explain(parcels.loc[parcels["parcel_id"] == "GD-03"], as_of="2020-12-31")
    >>> print(found.steps[-3].line("zh"))
    闲置费：411.00万元 × 20% = 82.20万元（第十四条）
    """
    judgement = find(_one_row(parcel), as_of=as_of, rules=rules, lang=lang)
    flags = status_columns(judgement).iloc[0]
    steps, missing = steps_of(judgement)
    return Explanation(
        parcel=str(parcel_names(judgement.parcels).iloc[0]),
        as_of=judgement.verdict.facts.day[0].item(),
        status=str(flags["status"]),
        status_rule=str(flags["status_rule"]),
        reason=str(flags["status_reason"]),
        basis=str(flags["status_basis"]),
        levelled=_answer(flags["levelled"]),
        idle=_answer(flags["idle"]),
        reclaimed=_answer(flags["reclaimed"]),
        missing=missing,
        steps=steps,
        disclaimer=judgement.book.disclaimer[lang],
        lang=lang,
    )


def _one_row(parcel: pd.Series | pd.DataFrame) -> pd.DataFrame:
    """Return the parcel as a table of one row, in the dtypes of the schema."""
    import pandas as pd

    row = parcel.to_frame().T if isinstance(parcel, pd.Series) else parcel
    if len(row) != 1:
        raise ChoiceError(f"{len(row)} parcels were given, not one", do="choose one row")
    require_canonical(row)
    typed = {name: as_kind(row[name], field.kind) for name, field in FIELDS.items()}
    return pd.DataFrame(row).assign(**typed)


def _answer(flag: object) -> bool | None:
    import pandas as pd

    return None if flag is pd.NA else bool(flag)
