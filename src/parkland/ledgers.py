"""Open a ledger: read, clean, measure and classify the parcels, in this order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland.areas import acreage, measure
from parkland.choices import parse_as_of
from parkland.cleaning import Cleaned, clean
from parkland.conventions import (
    Profile,
    folder_profile,
    load_profile,
    load_rulebook,
)
from parkland.errors import ParklandError
from parkland.figures import with_land
from parkland.issues import SEVERITIES, Issue, issue_table
from parkland.ledger_record import Ledger
from parkland.schema import AREA_COLUMNS
from parkland.sources import (
    Source,
    SourceReceipt,
    find_register,
    inspect_source,
    listed,
    read_parcels,
    read_register,
)
from parkland.status import contradictions, flag_status
from parkland.topology import overlap_issues, overlaps

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Iterable

    import pandas as pd


def open_ledger(
    sources: Source | Iterable[Source],
    /,
    *,
    as_of: str | dt.date,
    register: Source | None = None,
    profile: str | os.PathLike[str] | Profile | None = None,
    layer: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
    axes: str = "east-north",
) -> Ledger:
    """Read, clean, flag and measure the parcels of one or several sources.

    Parameters
    ----------
    sources
        A file, a folder, an archive, or a list of them; see `read_parcels`.
    as_of
        The day asked about.
    register
        An .xlsx or .csv joined by parcel number. Default: the one that lies in the folder, if the
        source is a folder; that is noted in the issues.
    profile
        The office's conventions. Default: ``parkland.toml`` in the folder, else ``"default"``.
    layer, encoding, crs, axes
        See `read_parcels`.

    Raises
    ------
    ParklandError
        See `parkland.errors`.

    Examples
    --------
    >>> import parkland as pk
    >>> pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    Ledger(29 parcels as of 2020-12-31, 0 quarantined, ... issues, 5 layers)
    """
    day = parse_as_of(as_of)
    several = listed(sources)
    only = several[0] if len(several) == 1 else None
    own = folder_profile(only) if only is not None else None
    conventions = load_profile(profile or own or "default")
    rules = load_rulebook(conventions.rulebook)
    raw = read_parcels(
        several, layer=layer, encoding=encoding, crs=crs, axes=axes, profile=conventions
    )
    taken, note = chosen_register(register, only, conventions)
    parcels, issues, quarantine = clean(
        raw,
        register=None if taken is None else read_register(taken, profile=conventions),
        profile=conventions,
    )
    measured = measure(parcels)
    flags = flag_status(measured, as_of=day, rules=rules)
    flagged = measured.join(flags)
    doubled = overlaps(flagged, profile=conventions)
    return Ledger(
        parcels=flagged,
        issues=_put_together(
            issues,
            issue_table([*note, *overlap_issues(doubled, parcels=flagged)]),
            contradictions(measured, as_of=day, rules=rules),
        ),
        quarantine=quarantine,
        sources=with_land(raw.attrs["receipts"], raw, Cleaned(measured, issues, quarantine)),
        as_of=day,
        rules=rules,
        profile=conventions,
        overlaps=doubled,
    )


def _put_together(*tables: pd.DataFrame) -> pd.DataFrame:
    """Return several issue tables as one, worst first."""
    import pandas as pd

    both = pd.concat(tables, ignore_index=True)
    rank = both["severity"].map({word: place for place, word in enumerate(SEVERITIES)})
    return both.iloc[rank.argsort(kind="stable")].reset_index(drop=True)


def inspect_sources(
    source: Source, /, *, profile: str | os.PathLike[str] | Profile, **reading: Any
) -> tuple[SourceReceipt, ...]:
    """Return the receipts of `source` as `inspect_source` does, with the land at stake.

    The land is known where the source can be read and cleaned; elsewhere it is left out.
    """
    receipts = inspect_source(source, profile=profile, **reading)
    try:
        raw = read_parcels(source, profile=profile, **reading)
    except ParklandError:
        return receipts
    parcels, issues, quarantine = clean(raw, profile=profile)
    areas = parcels.assign(**{AREA_COLUMNS["ellipsoidal"]: acreage(parcels)})
    return with_land(receipts, raw, Cleaned(areas, issues, quarantine))


def chosen_register(
    named: Source | None, source: Source | None, profile: Profile
) -> tuple[Source | None, list[Issue]]:
    """Return the register to take, and a note on one that lies there and was not named.

    `source` is the only source, or None if there are several.
    """
    if named is not None or source is None:
        return named, []
    beside = find_register(source, profile=profile)
    if beside is None:
        return None, []
    is_inside = Path(source).is_dir()
    code = "register.found" if is_inside else "register.beside"
    note = Issue(code=code, source=beside.name, value=beside.name)
    return beside if is_inside else None, [note]
