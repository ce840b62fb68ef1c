"""The `Dataset`: what a run has made, read part by part."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.conventions import load_profile, load_rulebook
from parkland.datasets.asked_rows import (
    boxes_meet,
    checked_box,
    require_found,
    row_condition,
    strange_codes,
    wanted_values,
)
from parkland.datasets.dataset_folder import MOVES, DatasetFolder
from parkland.datasets.dataset_totals import conventions_of, dataset_totals
from parkland.datasets.parts import LABEL
from parkland.datasets.run_settings import digest_of
from parkland.datasets.whole_tables import damaged_table
from parkland.errors import ConventionError, OutputError, SourceFormatError
from parkland.grammars import FALLBACK
from parkland.issues import SEVERITIES, issue_table
from parkland.ledger_record import Ledger

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from parkland.choices import AreaMethod, AreaUnit
    from parkland.conventions import Profile, RuleBook
    from parkland.datasets.asked_rows import Box


class Dataset:
    """A dataset that `open_dataset` has made.

    Parameters
    ----------
    path
        Its folder.
    profile
        The profile with which it was made. Default: the one whose name the manifest has.
    manifest
        Its manifest, if it is known. Default: it is read.

    Attributes
    ----------
    path : Path
    manifest : dict
        What the dataset was made from, its parts, and what could not be used.
    as_of : datetime.date
    profile : Profile
    rules : RuleBook

    Raises
    ------
    SourceFormatError
        If the folder is no dataset, or if a table does not hold what the manifest says.
    ConventionError
        If the profile or the rulebook is not the one with which it was made.
    OutputError
        If a run was stopped while it put its tables in their places.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        /,
        *,
        profile: str | os.PathLike[str] | Profile | None = None,
        manifest: Mapping[str, Any] | None = None,
    ) -> None:
        self.path = Path(path)
        folder = DatasetFolder(self.path)
        self.manifest = dict(manifest or folder.manifest())
        if "parts" not in self.manifest or (self.path / MOVES).exists():
            raise OutputError("datasets.not_ended", where=self.path)
        if (table := damaged_table(self.path, self.manifest)) is not None:
            raise SourceFormatError("datasets.damaged", where=self.path, table=table)
        self.as_of = dt.date.fromisoformat(self.manifest["as_of"])
        self.profile = load_profile(self.manifest["profile"] if profile is None else profile)
        self.rules: RuleBook = load_rulebook(self.profile.rulebook)
        if digest_of(self.profile) != self.manifest["profile_digest"]:
            raise ConventionError("datasets.other_profile", where=self.path, name=self.profile.name)
        if digest_of(self.rules) != self.manifest["rules_digest"]:
            raise ConventionError("datasets.other_rules", where=self.path, name=self.rules.name)

    def __repr__(self) -> str:
        about, number = self.manifest, len(self.manifest["parts"])
        broken = f", {len(self.broken)} not usable" if self.broken else ""
        return (
            f"Dataset({about['parcels']} parcels as of {self.as_of} in {number} "
            f"part{'s' if number != 1 else ''}, {about['quarantined']} quarantined, "
            f"{about['issues']} issues{broken})"
        )

    def __len__(self) -> int:
        return int(self.manifest["parcels"])

    @property
    def broken(self) -> dict[str, str]:
        """The name of each part of the sources that could not be used, and the reason."""
        return {one["name"]: one["reason"][FALLBACK] for one in self.manifest["broken"]}

    @property
    def reasons(self) -> dict[str, dict[str, str]]:
        """The name of each part of the sources that could not be used, and why, by language."""
        return {one["name"]: dict(one["reason"]) for one in self.manifest["broken"]}

    @property
    def unit(self) -> AreaUnit:
        """The unit in which its whole areas are stored."""
        unit: AreaUnit = self.manifest["rounding"]["unit"]
        return unit

    @property
    def parts(self) -> list[Path]:
        """The files with the parcels, along the curve."""
        return [self.path / "parcels" / one["file"] for one in self.manifest["parts"]]

    def totals(
        self,
        *,
        by: str | Sequence[str] = "flag",
        unit: AreaUnit | None = None,
        area: AreaMethod | None = None,
        digits: int | None = None,
        margins: bool = False,
    ) -> pd.DataFrame:
        """Return the number of parcels and their area in each group, as `parkland.totals` of all.

        Parameters
        ----------
        by
            As for `parkland.totals`; or several names, such as ``["district", "flag"]``, for a row
            for each combination. ``"flag"`` is then the last.
        unit, area, digits, margins
            As for `parkland.totals`.

        Raises
        ------
        ColumnError, ChoiceError
            As `parkland.totals`.
        """
        return dataset_totals(self, by=by, unit=unit, area=area, digits=digits, margins=margins)

    def overlaps(self) -> gpd.GeoDataFrame:
        """Return every pair of parcels that overlap, with the columns of `parkland.overlaps`.

        ``left`` and ``right`` are labels: the column ``row_label`` of the parts.
        """
        return self._overlaps(self.manifest["parts"])

    def issues(self) -> pd.DataFrame:
        """Return the issues of the whole, by severity, source and record; see `parkland.issues`."""
        import pandas as pd

        folder = self.path / "issues"
        return _sorted([pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))])

    def parcels(
        self, *, bbox: Box | None = None, where: Mapping[str, object] | None = None
    ) -> Ledger:
        """Return a ledger of a part of the parcels.

        Its parcels have the labels that they have in the whole. Its figures are rounded by
        themselves, as those of ``ledger[rows]``.

        Parameters
        ----------
        bbox
            West, south, east and north in the reference system of the parcels: those whose box
            meets it.
        where
            Columns and the value, or a list of values, that they must have, as they are stored:
            ``{"status": "idle_two_years", "idle": True}``. None is a missing value.

        Raises
        ------
        ChoiceError
            If a box has not four numbers, or west and south are not below east and north; if a
            column cannot hold a value, or holds shapes.
        ColumnError
            If there is no such column.
        """
        import geopandas as gpd
        import pandas as pd

        tables, used = [], []
        for part, frame in self._chosen(bbox, where):
            if len(frame):
                tables.append(frame)
                used.append(part)
        parcels = gpd.GeoDataFrame(pd.concat(tables)).sort_index() if tables else self._none()
        parcels.index.name = None
        overlaps, quarantine = self._overlaps(used), self.quarantine()
        both = overlaps["left"].isin(parcels.index) & overlaps["right"].isin(parcels.index)
        return Ledger(
            parcels=parcels,
            issues=self._issues_of(parcels, quarantine),
            quarantine=quarantine.drop(columns=LABEL, errors="ignore"),
            sources=(),
            as_of=self.as_of,
            rules=self.rules,
            profile=self.profile,
            overlaps=overlaps[both].reset_index(drop=True),
        )

    def empty_ledger(self) -> Ledger:
        """Return a ledger of no parcel, with the day, the rules and the profile of the dataset."""
        parcels = self._none()
        parcels.index.name = None
        return Ledger(
            parcels=parcels,
            issues=issue_table([]),
            quarantine=parcels.assign(reason=""),
            sources=(),
            as_of=self.as_of,
            rules=self.rules,
            profile=self.profile,
            overlaps=self._overlaps([]),
        )

    def quarantine(self) -> gpd.GeoDataFrame:
        """Return the records that cannot be used, with their labels as ``row_label``."""
        import geopandas as gpd
        import pandas as pd
        import pyarrow.parquet as pq

        from parkland.datasets.stored_frames import frame_of

        paths = sorted((self.path / "quarantine").glob("*.parquet"))
        tables = [frame_of(pq.read_table(path)) for path in paths]
        if not tables:
            return gpd.GeoDataFrame({"reason": []}, geometry=[])
        return gpd.GeoDataFrame(pd.concat(tables, ignore_index=True))

    def _chosen(
        self, bbox: Box | None, where: Mapping[str, object] | None
    ) -> Iterator[tuple[Mapping[str, Any], gpd.GeoDataFrame]]:
        """Yield each part that can hold what is asked for, and the parcels in it that do."""
        import pyarrow.parquet as pq

        from parkland.datasets.stored_frames import frame_of

        schema = pq.read_schema(self.parts[0])
        box = None if bbox is None else checked_box(bbox)
        wanted = wanted_values(where, schema)
        condition = row_condition(box, wanted, schema)
        strange = strange_codes(wanted, conventions_of(self)) if box is None else {}
        found: dict[str, set[Any]] = {name: set() for name in strange}
        for part, path in zip(self.manifest["parts"], self.parts, strict=True):
            if box is not None and (part["bbox"] is None or not boxes_meet(box, part["bbox"])):
                continue
            table = pq.read_table(path, filters=condition)
            for name in strange:
                found[name] |= set(table[name].unique().to_pylist())
            yield part, _without_leaves(frame_of(table))
        require_found(strange, found, conventions_of(self))

    def _none(self) -> gpd.GeoDataFrame:
        import pyarrow.parquet as pq

        from parkland.datasets.stored_frames import frame_of

        return _without_leaves(frame_of(pq.read_table(self.parts[0]).slice(0, 0)))

    def _overlaps(self, parts: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
        import geopandas as gpd
        import pandas as pd
        import pyarrow.parquet as pq

        from parkland.datasets.stored_frames import frame_of
        from parkland.topology.doubled import LEFT_OUT

        chosen = parts or self.manifest["parts"][:1]
        paths = [self.path / "overlaps" / one["file"] for one in chosen]
        found = gpd.GeoDataFrame(pd.concat([frame_of(pq.read_table(path)) for path in paths]))
        found = found.sort_values(["left", "right"], kind="stable").reset_index(drop=True)
        if not parts:
            found = found.iloc[:0]
        left_out = self.manifest["left_out"]
        if left_out["parcels"]:
            found.attrs[LEFT_OUT] = {"pairs": left_out["pairs"], "parcels": left_out["parcels"]}
        return found

    def _issues_of(self, parcels: gpd.GeoDataFrame, quarantine: gpd.GeoDataFrame) -> pd.DataFrame:
        """Return the issues but those about other parcels.

        Issues about files, columns, registers and records that are no parcels stay.
        """
        import pandas as pd

        folder = self.path / "issues"
        firsts = [one["first_label"] for one in self.manifest["pieces"]] + [1 << 62]
        labels = parcels.index.to_numpy()
        lost = quarantine[LABEL].to_numpy() if LABEL in quarantine else labels[:0]
        labels = np.concatenate([labels, lost])
        record = ["source", "source_row"]
        own = pd.MultiIndex.from_frame(
            pd.concat(
                [one[record] for one in (parcels, quarantine) if {*record} <= {*one.columns}]
            ).astype(object)
        )
        of_layers = {one["source"] for one in self.manifest["pieces"]}
        tables = []
        for path in sorted(folder.glob("*.parquet")):
            if path.name.startswith("part-"):
                place = int(path.stem.removeprefix("part-"))
                inside = (labels >= firsts[place]) & (labels < firsts[place + 1])
                if not inside.any():
                    continue
            table = pd.read_parquet(path)
            keys = pd.MultiIndex.from_frame(table[record].astype(object))
            stays = table["source_row"].isna() | ~table["source"].isin(of_layers) | keys.isin(own)
            tables.append(table[stays])
        return _sorted(tables)


def _without_leaves(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return parcels on their labels, with the columns of a ledger."""
    from parkland.datasets.parts import LEAF, LEAF_END
    from parkland.schema import flag_columns

    leaves = [f"{flag}{LEAF_END}" for flag in flag_columns(frame)]
    return frame.set_index(LABEL).drop(columns=[LEAF, *leaves])


def _sorted(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    empty = issue_table([])
    together = pd.concat([empty, *(one for one in tables if len(one))], ignore_index=True)
    together = together.astype(empty.dtypes.to_dict())
    ranks = together["severity"].map({word: place for place, word in enumerate(SEVERITIES)})
    order = together.assign(rank=ranks).sort_values(
        ["rank", "source", "source_row", "code"], kind="stable"
    )
    return together.loc[order.index].reset_index(drop=True)
