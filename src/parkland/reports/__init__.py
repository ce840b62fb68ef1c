"""The land-disposal report (土地处置情况报告) and its parcel ledger (台账), ready to hand in.

`compose_report` makes the blocks of the report once, in no file format; `write_report` writes them
as .docx, .xlsx or .md. Every figure is a sum of the areas that `figures_of` rounds once, so that
report, map and tables agree.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from parkland.choices import AreaMethod, AreaUnit, Lang, SheetsChoice, choose
from parkland.errors import ChoiceError, ConventionError, OutputError, brief
from parkland.file_paths import file_path, require_regular
from parkland.languages import DEFAULT_LANGUAGE
from parkland.ledger_record import files_read
from parkland.outputs import complete_or_absent
from parkland.overwriting import require_replaceable
from parkland.phrases import Phrase
from parkland.progress import progress
from parkland.reports.asset_form import AssetForm

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import geopandas as gpd

    from parkland.ledger_record import Ledger
    from parkland.reports.report_blocks import Report

__all__ = ["AssetForm", "compose_report", "write_report"]

ENDINGS = (".docx", ".xlsx", ".md")


class ReportForm(TypedDict, total=False):
    """The keywords of `compose_report`, for functions that pass them on."""

    lang: Lang
    period: str | None
    area: AreaMethod | None
    unit: AreaUnit | None
    parcels: Sequence[str] | None
    sheets: SheetsChoice | None
    before: Ledger | gpd.GeoDataFrame | None
    assets: AssetForm | None


def compose_report(  # noqa: PLR0913 - each is a choice of its own, named by the caller
    ledger: Ledger | gpd.GeoDataFrame,
    /,
    *,
    lang: Lang = DEFAULT_LANGUAGE,
    period: str | None = None,
    area: AreaMethod | None = None,
    unit: AreaUnit | None = None,
    parcels: Sequence[str] | None = None,
    sheets: SheetsChoice | None = None,
    before: Ledger | gpd.GeoDataFrame | None = None,
    assets: AssetForm | None = None,
) -> Report:
    """Return the blocks of the report on `ledger`.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels that are measured and classified (`measure`, `flag_status`) on one
        day by the default rulebook. Without parcels the report says that there is nothing.
    lang
        Language of the report.
    period
        ``"2020"``, ``"2020Q3"``, ``"2020-09"`` or ``"2020-01-01/2020-06-30"``: the report counts
        what was levelled, reclaimed, disposed of and notified in it, and has a table from the stock
        at its beginning to that at its end; idleness is that at its end, or on the ledger's day if
        that is earlier. Default: everything up to that day.
    area
        The measure of area that is counted: ``"ellipsoidal"``, ``"planar"`` or ``"stated"``.
        Default: ellipsoidal, and stated if no parcel has an outline.
    unit
        The unit of areas on a page: ``"mu"``, ``"ha"``, ``"m2"`` or ``"acre"``; a workbook has
        others beside it. Default: the first that the profile prints.
    parcels
        Numbers of the parcels that get a sheet of their own, which puts the sheets in an annex.
    sheets
        Sheets of single parcels (一宗一表): ``"none"``, in an ``"annex"``, or ``"only"`` they.
        Default: none, unless `parcels` are named. Without names, those with a finding get one.
    before
        An earlier state of the land, whose stock is then the opening one: the report has opening,
        in, out and closing between the two, by the ground (see `compare`), and what became of the
        parcels. Areas are then the ellipsoidal ones. Default: the opening stock is that of `ledger`
        on the day before the period.
    assets
        The method, the year and the readers of the chapters on enterprises, notices, projects and
        commitments, which a ledger with assets has. Default: no method, and no figure of a single
        enterprise but its land and class.

    Returns
    -------
    Report
        Sections of sentences, tables and pictures; a notebook shows its summary.

    Raises
    ------
    ChoiceError
        If an argument is not one of its choices, if a parcel is not in the ledger, or if the period
        begins after the ledger's day.
    ColumnError
        If a table lacks a column; the message names the call that makes it.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> print(pk.compose_report(ledger).sections[0].blocks[0].text[:36])
    截至2020年12月31日，杨村二期4、5号地块完成土地平整658.00
    """
    from parkland.figures import leading_area, leading_unit
    from parkland.ledgers import ledger_of, on_day
    from parkland.reports.basis import Basis
    from parkland.reports.composition import composed
    from parkland.reports.reporting_period import parse_period

    choose(lang, Lang, "lang")
    subject = ledger_of(ledger)
    area = choose(leading_area(subject, area), AreaMethod, "area")
    unit = leading_unit(subject, unit)
    asked = None if parcels is None else _known_numbers(parcels, subject)
    if sheets is None:
        sheets = "annex" if asked else "none"
    choose(sheets, SheetsChoice, "sheets")
    span = None if period is None else parse_period(period)
    if span is not None and span.first > subject.as_of:
        raise ChoiceError("reports.late_period", period=period, as_of=subject.as_of)
    if span is not None and span.last < subject.as_of:
        subject = on_day(subject, span.last)
    changes = None
    if before is not None:
        from parkland.changes import compare

        if area != "ellipsoidal":
            raise ChoiceError("reports.compared_by_ground", area=area)
        changes = compare(before, subject, unit=unit, lang=lang)
    basis = Basis(
        subject, lang, area, unit, span, asked=asked, sheets=sheets, changes=changes,
        assets=AssetForm() if assets is None else assets,
    )  # fmt: skip
    with progress("reporting", lang=lang):
        return composed(basis)


def _known_numbers(parcels: Sequence[str], ledger: Ledger) -> tuple[str, ...]:
    """Return parcel numbers that are in the ledger.

    Raises
    ------
    ChoiceError
    """
    if isinstance(parcels, str) or not hasattr(parcels, "__iter__"):
        raise ChoiceError("reports.no_list", parcels=brief(parcels))
    unknown = set(parcels) - set(ledger.parcels["parcel_id"].dropna())
    if unknown:
        raise ChoiceError("reports.unknown_parcels", unknown=sorted(map(str, unknown)))
    return tuple(parcels)


def check_form(path: Path, template: str | os.PathLike[str] | None) -> str:
    """Return the ending of `path` if a report can be written there with this template.

    Raises
    ------
    OutputError, ChoiceError, ConventionError
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise OutputError(
            "reports.no_format",
            where=path,
            ending=ending or Phrase("errors.no_ending"),
            endings=list(ENDINGS),
        )
    if template is not None and ending != ".docx":
        raise ChoiceError("reports.template_of_word")
    if template is not None:
        office = file_path(template, name="template")
        require_regular(office, where=template, error=ConventionError)
        if not office.is_file():
            raise ConventionError("reports.no_template", where=template)
    return ending


def _asks_for_sheets(template: str | os.PathLike[str]) -> bool:
    """Return whether a template has the tag of the sheets of single parcels."""
    from parkland.reports.word_templates import open_template, template_tags

    office = open_template(str(template), where=template)
    return "sheets" in template_tags(office, where=template)


def write_report(
    ledger: Ledger | gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    /,
    *,
    template: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    **form: Unpack[ReportForm],
) -> Path:
    """Write the land-disposal report, completely or not at all.

    Parameters
    ----------
    ledger
        As for `compose_report`.
    path
        ``.docx`` (the document), ``.xlsx`` (the workbook, with the whole ledger and formulas) or
        ``.md`` (plain text).
    template
        A .docx of the office, with the tags that docs/en/guide/templates.md lists.
    overwrite
        Whether a file that parkland did not write may be replaced. The template, and a file from
        which the ledger was read, are never replaced.
    **form
        ``lang``, ``period``, ``area``, ``unit``, ``parcels``, ``sheets``, ``before`` and
        ``assets``, as for `compose_report`.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    OutputError
        If the format is not known or the file cannot be written; an earlier file stays as it was.
    ConventionError
        If the template cannot be used.
    ChoiceError, ColumnError
        As for `compose_report`; also for a template with another format than .docx.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pk.write_report(ledger, Path(folder) / "report.md", period="2020", lang="en")
    ...     "728.00" in path.read_text(encoding="utf-8")
    True
    """
    target = file_path(path)
    check_form(target, template)
    inputs = [*files_read(ledger), *files_read(form.get("before"))]
    if template is not None:
        inputs.append(Path(template))
    require_replaceable(target, inputs=inputs, overwrite=overwrite)
    if template is not None and "sheets" not in form and _asks_for_sheets(template):
        form["sheets"] = "annex"
    with progress("reporting", lang=form.get("lang")):
        return written(compose_report(ledger, **form), path, template=template)


def written(
    report: Report,
    path: str | os.PathLike[str],
    /,
    *,
    template: str | os.PathLike[str] | None = None,
) -> Path:
    """Write a report that is made, completely or not at all; its ending has been checked."""
    target = file_path(path)
    ending = target.suffix.lower()
    with complete_or_absent(path) as beside:
        if ending == ".docx":
            if template is None:
                from parkland.reports.word import write_word

                write_word(report, beside)
            else:
                from parkland.reports.word_templates import fill_template

                fill_template(report, beside, template)
        elif ending == ".xlsx":
            from parkland.reports.excel import write_excel

            write_excel(report, beside)
        else:
            from parkland.reports.markdown import markdown

            beside.write_text(markdown(report), encoding="utf-8", newline="\n")
    return target
