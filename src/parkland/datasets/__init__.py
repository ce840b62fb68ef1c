"""Datasets: the parcels of a province, through the stages of a ledger, in bounded memory.

`open_dataset` reads any number of files piece by piece, on one machine or on a cluster, and stores
the result as partitioned GeoParquet. Every count, verdict, issue and total is that of `open_ledger`
of the whole.
"""

from __future__ import annotations

import glob
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

from parkland.assets.asset_reading import folder_assets
from parkland.choices import AxesOrder, choose, parse_as_of, require_text
from parkland.cleaning.register_tables import register_tables
from parkland.conventions import folder_profile, load_profile, load_rulebook
from parkland.datasets.dataset_folder import MANIFEST, DatasetFolder
from parkland.datasets.dataset_record import Dataset
from parkland.errors import ChoiceError, SourceNotFoundError, brief
from parkland.issues import Issue
from parkland.register_choice import chosen_registers
from parkland.sources import listed

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Iterable
    from concurrent.futures import Executor

    from pyproj import CRS

    from parkland.conventions import Profile
    from parkland.datasets.dataset_run import Step
    from parkland.register_choice import Registers
    from parkland.sources.given_sources import Source

__all__ = ["Dataset", "open_dataset"]

Columns = Literal["same", "any"]
ROWS_IN_PART = 50_000
WILD = "*?["


class DatasetOptions(TypedDict, total=False):
    """How the sources of a dataset are read, and how the work is divided."""

    layer: str | None
    encoding: str | None
    crs: CRS | int | str | None
    axes: AxesOrder
    columns: Columns
    workers: int | None
    rows_in_part: int
    on_step: Step | None


def open_dataset(
    sources: Source | Iterable[Source],
    /,
    *,
    as_of: str | dt.date | None = None,
    out: str | os.PathLike[str] | None = None,
    register: Registers | None = None,
    profile: str | os.PathLike[str] | Profile | None = None,
    executor: Executor | None = None,
    **options: Unpack[DatasetOptions],
) -> Dataset:
    """Read, clean, measure and classify parcels piece by piece into a folder, or open that folder.

    Parameters
    ----------
    sources
        Files, folders or archives as for `open_ledger`; a text may have the wildcards ``*``, ``?``
        and ``[]``. GeoParquet, GeoPackage and FlatGeobuf files of any size are read in pieces,
        other files whole. Or the folder of a dataset, which is then opened.
    as_of
        The day for which the parcels are classified.
    out
        The folder of the dataset. It is made, or must hold an earlier dataset, of which what has
        not changed is kept.
    register, profile
        As for `open_ledger`. Tables of assets are not read: those that the profile names in the
        folder are issues.
    executor
        An executor of `concurrent.futures`, or of dask (``client.get_executor()``), whose workers
        see the same files. Default: the work is done in this process.
    **options
        ``layer``, ``encoding``, ``crs`` and ``axes`` as for `open_ledger`. ``columns``: ``"same"``
        (default), and a part whose own columns are not those of the first part is not used; or
        ``"any"``, and each part may have its own. ``workers``: without an executor, the number of
        processes to do the work. ``rows_in_part``: about how many parcels a part has (default
        50,000); memory grows with it. ``on_step``: a function that is called with the stage, the
        number of its tasks that are done, and the number of all.

    Returns
    -------
    Dataset
        The counts and totals of the whole, and ledgers of parts of it. If a part could not be used,
        `Dataset.broken` names it, and the figures are those of the others.

    Raises
    ------
    OutputError
        If the folder cannot be used, if another run is at work in it, or if the disk is full. What
        is done is kept for the next run.
    ParklandError
        If no source or an argument cannot be used.

    Examples
    --------
    >>> import parkland as pk
    >>> ds = pk.open_dataset(
    ...     pk.sample_path(), as_of="2020-12-31", out="ledger", columns="any"
    ... )
    >>> ds
    Dataset(29 parcels as of 2020-12-31 in 1 part, 0 quarantined, ... issues)
    >>> float(ds.totals().loc["reclaimed", "area_mu"])
    170.78
    """
    from parkland.datasets.dataset_run import Run
    from parkland.datasets.engine import engine
    from parkland.datasets.run_lock import only_run
    from parkland.datasets.run_settings import RunSettings
    from parkland.datasets.stored_frames import require_parquet

    require_parquet()
    if "assets" in options:
        raise ChoiceError("datasets.assets")
    how = _RunOptions(**options)
    choose(how.columns, Columns, "columns")
    several = expanded(sources)
    is_made = len(several) == 1 and (several[0] / MANIFEST).is_file()
    if out is None:
        if not is_made:
            raise ChoiceError("datasets.no_out")
        return Dataset(several[0], profile=profile)
    if as_of is None:
        raise ChoiceError("datasets.no_day")
    _require_number(how.rows_in_part, "datasets.rows")
    if how.workers is not None:
        _require_number(how.workers, "datasets.workers")
    only = several[0] if len(several) == 1 else None
    own = folder_profile(only) if only is not None else None
    conventions = load_profile((own or "default") if profile is None else profile)
    settings = RunSettings(
        as_of=parse_as_of(as_of),
        profile=conventions,
        rules=load_rulebook(conventions.rulebook),
        layer=require_text(how.layer, "layer"),
        encoding=require_text(how.encoding, "encoding"),
        crs=how.crs,
        axes=choose(how.axes, AxesOrder, "axes"),
    )
    tables, notes = chosen_registers(register, only, conventions)
    unread = folder_assets(only, conventions)
    notes = [*notes, *(Issue(code="source.assets_unread", source=one.name) for one in unread)]
    folder = DatasetFolder(Path(out))
    folder.prepare(several)
    with only_run(folder.path), engine(executor, how.workers) as chosen:
        manifest = Run(
            folder=folder,
            engine=chosen,
            sources=several,
            settings=settings,
            rows_in_part=how.rows_in_part,
            registers=(register_tables(tables), notes),
            any_columns=how.columns == "any",
            on_step=how.on_step or _silent,
        ).make()
    return Dataset(folder.path, profile=conventions, manifest=manifest)


@dataclass(frozen=True, slots=True, kw_only=True)
class _RunOptions:
    """The options with their defaults."""

    layer: str | None = None
    encoding: str | None = None
    crs: CRS | int | str | None = None
    axes: AxesOrder = "east-north"
    columns: Columns = "same"
    workers: int | None = None
    rows_in_part: int = ROWS_IN_PART
    on_step: Step | None = None


def _require_number(value: object, key: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ChoiceError(key, value=brief(value))


def expanded(sources: Any) -> list[Path]:
    """Return the sources as paths, with the files that a pattern matches in its place.

    Raises
    ------
    SourceNotFoundError
        If a pattern matches nothing.
    """
    found: list[Path] = []
    for path in listed(sources):
        text = str(path)
        if path.exists() or not any(mark in text for mark in WILD):
            found.append(path)
            continue
        matched = sorted(glob.glob(text))  # noqa: PTH207 - a pattern may be absolute
        if not matched:
            raise SourceNotFoundError("datasets.no_match", where=text)
        found += [Path(one) for one in matched]
    return found


def _silent(_stage: str, _done: int, _number: int) -> None:
    pass
