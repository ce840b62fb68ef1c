"""`explain`: why one parcel has its status, with facts, comparisons, numbers and articles.

The steps read the same judgement as `flag_status`, so an explanation cannot conclude anything else.
`reasoning` has the order of the steps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkland.choices import nearest
from parkland.cleaning.parcel_numbers import is_number
from parkland.display import day_text, label, parcel_names
from parkland.errors import ChoiceError, brief
from parkland.ledger_record import subject_of
from parkland.schema import FIELDS, as_kind, flag_columns, require_canonical
from parkland.showing import ShowsItself
from parkland.status.explanation_steps import Step
from parkland.status.judgement import judge
from parkland.status.law_columns import status_columns
from parkland.status.own_explanation import own_steps
from parkland.status.own_statuses import flagged_codes, own_columns
from parkland.status.own_verdicts import own_verdicts
from parkland.status.reasoning import steps_on_parcel
from parkland.status.three_values import NO, UNKNOWN, YES
from parkland.wording import wording

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from parkland.choices import Lang
    from parkland.conventions import RuleBook
    from parkland.ledger_record import Ledger, Subject
    from parkland.status.explained_readings import ExplainedReading
    from parkland.status.own_verdicts import AxisVerdict


STATUS_TEXTS = ("status", "status_rule", "status_reason", "status_basis")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(ShowsItself):
    """The explanation of the status of one parcel; printing it prints every step.

    Attributes
    ----------
    parcel : str
        Number and name.
    as_of : datetime.date
    status, status_rule, reason, basis : str
        As in the columns of `flag_status`: ``status``, ``status_rule``, ``status_reason`` and
        ``status_basis``.
    levelled, idle, reclaimed : bool or None
        None where the answer cannot be determined, and under a rulebook without law.
    flags : mapping of str to bool or None
        Every flag of the ledger by its name.
    missing : tuple of str
        Names of columns without which something cannot be determined.
    readings : tuple of ExplainedReading
        What each value of a missing fact would change: its cases, each with the answer that the
        decision procedure gives for it.
    steps : tuple of Step
        In the order of the decision procedure; see `explanation_steps.Step`.
    disclaimer : str
        The sentence of the rulebook that names the authority which determines idleness.
    lang : str
        The language of the texts.
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
    flags: Mapping[str, bool | None]
    missing: tuple[str, ...]
    readings: tuple[ExplainedReading, ...]
    steps: tuple[Step, ...]
    disclaimer: str
    lang: Lang

    @property
    def heading(self) -> str:
        """The heading: the parcel and the day."""
        return wording(
            "explain.heading", self.lang, parcel=self.parcel, as_of=day_text(self.as_of, self.lang)
        )

    def __str__(self) -> str:
        lines = [
            f"{number}. {step.line(self.lang)}" for number, step in enumerate(self.steps, start=1)
        ]
        ending = [self.disclaimer] if self.disclaimer else []
        return "\n".join([self.heading, *lines, *ending])


def explain(
    ledger: Ledger | pd.DataFrame | pd.Series,
    number: str | None = None,
    /,
    *,
    as_of: str | dt.date | None = None,
    rules: str | os.PathLike[str] | RuleBook | None = None,
    lang: Lang = "zh",
) -> Explanation:
    """Explain why one parcel has its status on a day, step by step.

    Parameters
    ----------
    ledger
        A `Ledger`, a table of parcels, or one row of such a table.
    number
        The number of the parcel, as in ``parcel_id``; width, letter case, spaces and the kind of
        dash do not count. It can be left out where there is one parcel.
    as_of, rules, lang
        As for `flag_status`.

    Returns
    -------
    Explanation
        Printing it prints every step, and a notebook shows it as a list.

    Raises
    ------
    ChoiceError
        If no parcel has the number (the message names numbers that are spelled alike), or more than
        one. If no number is given and there is not exactly one parcel. Or as for `flag_status`.
    ColumnError, ConventionError
        As for `flag_status`.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> print(pk.explain(ledger, "GD-03").steps[-6].line("zh"))
    闲置费（如属使用权人原因，尚不应缴）：411.00万元 × 20% = 82.20万元（第十四条）
    """
    import pandas as pd

    if isinstance(ledger, pd.Series):
        ledger = ledger.to_frame().T
    subject = subject_of(ledger, as_of=as_of, rules=rules)
    # Only the one row is judged: a result never depends on the other parcels of a table.
    subject = replace(subject, parcels=_one_row(subject.parcels, number))
    verdicts = own_verdicts(subject)
    own, own_missing = own_steps(verdicts, lang)
    if not subject.book.has_law:
        return _without_law(subject, verdicts, own, own_missing, lang)
    judgement = judge(subject, lang)
    columns = status_columns(judgement)
    flags = columns.iloc[0]
    steps, missing, readings = steps_on_parcel(judgement)
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
        flags={
            **{flag: _answer(flags[column]) for flag, column in flag_columns(columns).items()},
            **_own_flags(verdicts),
        },
        missing=(*missing, *own_missing),
        readings=readings,
        steps=(*steps, *own),
        disclaimer=judgement.book.disclaimer[lang],
        lang=lang,
    )


def _without_law(
    subject: Subject,
    verdicts: Sequence[AxisVerdict],
    steps: list[Step],
    missing: list[str],
    lang: Lang,
) -> Explanation:
    """Return the explanation of own statuses alone."""
    columns = own_columns(subject, verdicts, lang)
    status = {name: str(columns[name].iloc[0]) for name in STATUS_TEXTS}
    if not steps:
        steps = [Step(label("status", lang), "", wording("own.no_law", lang), "")]
    return Explanation(
        parcel=str(parcel_names(subject.parcels).iloc[0]),
        as_of=subject.day,
        status=status["status"],
        status_rule=status["status_rule"],
        reason=status["status_reason"],
        basis=status["status_basis"],
        levelled=None,
        idle=None,
        reclaimed=None,
        flags=_own_flags(verdicts),
        missing=tuple(missing),
        readings=(),
        steps=tuple(steps),
        disclaimer=subject.book.disclaimer[lang],
        lang=lang,
    )


def _own_flags(verdicts: Sequence[AxisVerdict]) -> dict[str, bool | None]:
    """Return the answer of each flag of the own axes of one parcel."""
    answers = {YES: True, NO: False, UNKNOWN: None}
    return {
        flag.name: answers[int(verdict.flag(code)[0])]
        for verdict in verdicts
        for flag, code in zip(verdict.axis.flags, flagged_codes(verdict), strict=True)
    }


def _one_row(parcels: pd.DataFrame, number: str | None) -> pd.DataFrame:
    """Return the parcel asked about as a table of one row, in the dtypes of the schema.

    Raises
    ------
    ChoiceError
        If the number, or the lack of one, does not choose exactly one row.
    ColumnError
        If a canonical column is absent.
    """
    require_canonical(parcels)
    if number is not None and not isinstance(number, str):
        raise ChoiceError("status.no_number", number=brief(number))
    numbers = parcels["parcel_id"]
    row = parcels if number is None else parcels[is_number(numbers, number)]
    if number is not None and row.empty:
        near = nearest(str(number), numbers.dropna().unique())
        raise ChoiceError(
            "status.unknown_number",
            number=brief(number),
            value=list(near or numbers.dropna().head(3)),
        )
    if number is not None and len(row) > 1:
        raise ChoiceError("status.repeated_number", count=len(row), number=brief(number))
    if len(row) != 1:
        raise ChoiceError("status.several_parcels", count=len(row))
    # A row that came as a Series has lost the dtypes of its table.
    typed = {name: as_kind(row[name], field.kind) for name, field in FIELDS.items()}
    return row.assign(**typed)


def _answer(flag: object) -> bool | None:
    import pandas as pd

    return None if flag is pd.NA else bool(flag)
