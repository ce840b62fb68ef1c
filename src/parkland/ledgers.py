"""Open a ledger in four stages: read, clean, measure and classify the parcels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland.areas import acreage, measure
from parkland.assets.asset_reading import assets_of
from parkland.choices import parse_as_of
from parkland.cleaning import Cleaned, clean
from parkland.cleaning.register_tables import register_tables
from parkland.conventions import (
    Profile,
    folder_profile,
    load_profile,
    load_rulebook,
    statuses_of,
)
from parkland.errors import ColumnError, ParklandError, brief
from parkland.figures import with_land
from parkland.issues import SEVERITIES, issue_table
from parkland.languages import DEFAULT_LANGUAGE
from parkland.ledger_record import Ledger, Subject, part_of_ledger, require_shapes, subject_of
from parkland.progress import progress
from parkland.register_choice import chosen_registers
from parkland.schema import AREA_COLUMNS, FLAGS, RESULTS, require_canonical
from parkland.sources import (
    SourceReceipt,
    given_sources,
    inspect_source,
    read_parcels,
    with_row_labels,
)
from parkland.sources.receipt import register_receipt
from parkland.status import classified, flag_status
from parkland.topology import find_overlaps, overlap_issues

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

    from parkland.choices import AxesOrder, Lang
    from parkland.register_choice import Registers
    from parkland.sources.given_sources import Source


def open_ledger(  # noqa: PLR0913 - the layers, the registers and the assets of one place
    sources: Source | Iterable[Source],
    /,
    *,
    as_of: str | dt.date,
    register: Registers | None = None,
    assets: Any = None,
    profile: str | os.PathLike[str] | Profile | None = None,
    layer: str | None = None,
    encoding: str | None = None,
    crs: CRS | int | str | None = None,
    axes: AxesOrder = "east-north",
) -> Ledger:
    """Read, clean, measure and classify the parcels of one or several sources.

    Parameters
    ----------
    sources
        A file, a folder, an archive, a GeoDataFrame, or a list of them; see `read_parcels`.
    as_of
        The day for which the parcels are classified: a `datetime.date` or a text such as
        ``"2020-12-31"``.
    register
        A file or a DataFrame whose rows are joined to the parcels by parcel number, or a list of
        them. Where two state a fact differently, the first is followed, but registers of notices
        and of disposals decide their own matter; the columns tell what a register is. Default: the
        registers in the folder, if the source is a folder; a note in the issues names each.
    assets
        The tables of assets: a workbook, a list of files, a mapping of tables to DataFrames, or an
        `Assets`; see `read_assets`. Default: the files in the folder that the profile names.
    profile
        The office's conventions. Default: ``parkland.toml`` in the folder, else ``"default"``. The
        profile names the rulebook that classifies the parcels.
    layer
        Read only the layers of this name; ``*`` and ``?`` are wildcards. Default: all.
    encoding
        The encoding of texts, such as ``"gbk"``, where the format does not fix it. Default: by the
        evidence, which the receipt names.
    crs
        The reference system, as ``"EPSG:4528"`` or 4528, which replaces the declared one;
        ``"guess"`` accepts a guess. Default: the declared one; without it an error names likely
        ones.
    axes
        The order of stored coordinates: ``"east-north"`` or ``"north-east"``.

    Returns
    -------
    Ledger
        The parcels with areas and statuses, the issues, the quarantine, the receipts of the sources
        and the overlaps.

    Raises
    ------
    ParklandError
        If a source, the profile or an argument cannot be used; `parkland.errors` lists the classes.

    Examples
    --------
    The folder has five shapefiles and a register, which is found and joined.

    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> ledger
    Ledger(29 parcels as of 2020-12-31, 0 quarantined, ... issues, 5 layers)

    What to ask it next: totals, one parcel, a part of the parcels.

    >>> float(pk.totals(ledger).loc["idle", "area_mu"])
    95.9
    >>> pk.explain(ledger, "GD-03").status
    'idle_one_year'
    >>> ledger[ledger.parcels["layer"] == "供地地块"]
    Ledger(11 parcels as of 2020-12-31, 0 quarantined, ... issues, 5 layers)
    """
    day = parse_as_of(as_of)
    several = given_sources(sources)
    # A profile and a register are looked up beside a single source. Several sources can lie in
    # folders with different conventions, so that the user must name them; a frame lies nowhere.
    only = several[0].path if len(several) == 1 else None
    own = folder_profile(only) if only is not None else None
    conventions = load_profile((own or "default") if profile is None else profile)
    rules = load_rulebook(conventions.rulebook)
    with progress("opening"):
        raw = read_parcels(
            several, layer=layer, encoding=encoding, crs=crs, axes=axes, profile=conventions
        )
        with progress("registers"):
            registers, notes = chosen_registers(register, only, conventions)
            tables = register_tables(registers)
        with progress("cleaning"):
            parcels, issues, quarantine = clean(raw, register=registers, profile=conventions)
        with progress("measuring"):
            measured = measure(parcels)
        receipts = raw.attrs["receipts"]
        landed = with_land(receipts, raw, Cleaned(measured, issues, quarantine))
        joined = tuple(register_receipt(table, profile=conventions) for table in tables)
        # What was read is not needed any more, and a province's registers are large.
        del raw, registers, tables, parcels
        subject = subject_of(measured, as_of=day, rules=rules, profile=conventions)
        with progress("classifying"):
            found = classified(subject, DEFAULT_LANGUAGE)
            flagged = measured.join(found.columns)
        # Overlaps are compared with the areas that are known; nothing is measured twice.
        known_m2 = measured[AREA_COLUMNS["ellipsoidal"]].to_numpy()
        with progress("overlapping"):
            overlaps = find_overlaps(flagged, rules=conventions.areas, own_m2=known_m2)
        with progress("assets"):
            folder = Path(only) if only is not None else None
            known_assets = assets_of(assets, flagged, conventions, folder)
    return Ledger(
        parcels=flagged,
        assets=known_assets,
        issues=with_row_labels(
            _put_together(
                issues,
                *([known_assets.issues] if known_assets is not None else []),
                issue_table([*notes, *overlap_issues(overlaps, parcels=flagged)]),
                *found.issues,
            ),
            receipts,
        ),
        quarantine=quarantine,
        sources=landed,
        as_of=day,
        rules=rules,
        profile=conventions,
        overlaps=overlaps,
        registers=joined,
    )


def ledger_of(ledger: Ledger | gpd.GeoDataFrame) -> Ledger:
    """Return a ledger unchanged, or make one from parcels that are measured and classified.

    What `query` and other methods of pandas choose of ``ledger.parcels`` is a part of that ledger,
    with all that it rests on (`part_of_ledger`). The ledger of another table has the day of its
    statuses, and the rulebook and profile of the ledger that its parcels are from, else the default
    ones. Its overlaps are computed, and its issues are those that the parcels themselves show. It
    has no quarantine and no receipts.

    Raises
    ------
    ColumnError
        If a column is absent, or areas are no longer those of the shapes; the message names the
        call to make.
    ChoiceError
        If the argument is neither a ledger nor a table, or if the parcels were classified on
        several days or by another rulebook.
    """
    subject = subject_of(ledger)
    if isinstance(ledger, Ledger):
        _refuse_other_statuses(subject)
        return ledger
    parcels: gpd.GeoDataFrame = require_shapes(subject.parcels)
    require_canonical(parcels)
    for columns, call in (
        (AREA_COLUMNS.values(), "pk.measure(parcels)"),
        ((*FLAGS, *RESULTS), "parcels.join(pk.flag_status(parcels, as_of=...))"),
    ):
        lacking = [column for column in columns if column not in parcels.columns]
        if lacking:
            raise ColumnError("ledgers.lacks_added", lacking=list(lacking), call=call)
    _refuse_other_statuses(subject)
    if (part := part_of_ledger(parcels)) is not None:
        return part
    profile = subject.conventions
    known_m2 = parcels[AREA_COLUMNS["ellipsoidal"]].to_numpy(dtype="float64")
    overlaps = find_overlaps(parcels, rules=profile.areas, own_m2=known_m2)
    return Ledger(
        parcels=parcels,
        issues=_put_together(
            issue_table(overlap_issues(overlaps, parcels=parcels)),
            *classified(subject, DEFAULT_LANGUAGE).issues,
        ),
        quarantine=parcels.iloc[:0].assign(reason=""),
        sources=(),
        as_of=subject.day,
        rules=subject.book,
        profile=profile,
        overlaps=overlaps,
    )


def _refuse_other_statuses(subject: Subject) -> None:
    """Raise if the column ``status`` holds what no rule gives, such as a word of the caller."""
    column = subject.parcels.get("status")
    known = statuses_of(subject).statuses
    others = [] if column is None else [one for one in column.unique() if one not in known]
    if others:
        raise ColumnError("ledgers.other_status", status=brief(str(others[0])))


def on_day(ledger: Ledger, as_of: str | dt.date, /) -> Ledger:
    """Return the ledger as of another day: the same facts, classified for that day.

    Sources, issues, quarantine and overlaps stay the same. The rounded figures are computed anew.

    Raises
    ------
    ChoiceError
        If `as_of` is not a date.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> int(on_day(ledger, "2018-12-31").parcels["idle"].sum())
    0
    """
    day = parse_as_of(as_of)
    return replace(ledger, parcels=_judged(ledger, day, DEFAULT_LANGUAGE), as_of=day)


def in_language(ledger: Ledger, lang: Lang, /) -> Ledger:
    """Return the ledger with the reasons, citations and next steps of its parcels in `lang`.

    The issues keep their language; `issues.translate_issues` translates them. Callers that need
    figures should take those of `ledger`, which are equal and cached.
    """
    if lang == DEFAULT_LANGUAGE:  # `open_ledger` writes its texts in this language
        return ledger
    return replace(ledger, parcels=_judged(ledger, ledger.as_of, lang))


def _judged(ledger: Ledger, day: dt.date, lang: Lang) -> gpd.GeoDataFrame:
    flags = flag_status(ledger, as_of=day, lang=lang)
    return ledger.parcels.assign(**{str(name): flags[name] for name in flags})


def _put_together(*tables: pd.DataFrame) -> pd.DataFrame:
    """Return several issue tables as one, sorted by severity."""
    import pandas as pd

    combined = pd.concat(tables, ignore_index=True)
    rank = combined["severity"].map({word: place for place, word in enumerate(SEVERITIES)})
    # A stable sort keeps the order of the stages within one severity.
    return combined.iloc[rank.argsort(kind="stable")].reset_index(drop=True)


def inspect_sources(
    source: Source, /, *, profile: str | os.PathLike[str] | Profile, **reading: Any
) -> tuple[SourceReceipt, ...]:
    """Return the receipts of `source` with the land at stake in each layer.

    The receipts are those of `inspect_source`. They lack the land if the source cannot be read.
    """
    receipts = inspect_source(source, profile=profile, **reading)
    try:
        raw = read_parcels(source, profile=profile, **reading)
    except ParklandError:
        return receipts
    parcels, issues, quarantine = clean(raw, profile=profile)
    areas = parcels.assign(**{AREA_COLUMNS["ellipsoidal"]: acreage(parcels)})
    return with_land(receipts, raw, Cleaned(areas, issues, quarantine))
