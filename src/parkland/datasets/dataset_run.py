"""A run: the stages of a ledger over all pieces of the sources, in bounded memory.

Each step is a task for every piece or part, run by an `engine`. Between the steps stand the few
decisions that rest on all of them: what columns mean, who gets the missing units of rounding, where
the curve is cut, and which parcels occur twice.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland import __version__
from parkland.datasets.curve_order import cuts_of
from parkland.datasets.dataset_folder import FORMAT, INDEX, TABLES, DatasetFolder
from parkland.datasets.dealt_areas import deal
from parkland.datasets.deciding_rows import DecidingRows
from parkland.datasets.judged_pieces import PARTIAL, QUARANTINE, judge_piece
from parkland.datasets.matched_registers import identify_piece, match_registers
from parkland.datasets.part_overlaps import neighbours_of, write_overlaps
from parkland.datasets.parts import Rounding, Slice, common_schema, part_name, write_part
from parkland.datasets.piece_arrays import arrays_of
from parkland.datasets.repeated_parcels import repeated_parcels
from parkland.datasets.run_settings import digest_of
from parkland.datasets.source_pieces import examine
from parkland.datasets.whole_issues import write_issues
from parkland.datasets.whole_tables import damaged_table
from parkland.errors import NoParcelsError, OutputError, ParklandError, first_line
from parkland.grammars import FALLBACK
from parkland.progress import progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from parkland.choices import AreaMethod
    from parkland.datasets.engine import Engine
    from parkland.datasets.judged_pieces import JudgedPiece
    from parkland.datasets.run_settings import RunSettings
    from parkland.datasets.source_pieces import Examined, SourcePiece
    from parkland.issues import Issue, IssueBatch

# The stage, how many of its tasks are done, and how many there are.
Step = Callable[[str, int, int], None]


@dataclass(slots=True)
class Run:
    """One run.

    Attributes
    ----------
    folder
        Where the dataset lies.
    engine
        What runs the tasks.
    sources
        As the user names them.
    settings
        Of reading and judging, before anything is decided by the data.
    rows_in_part
        About how many parcels a part has, and how many records a piece.
    registers
        The tables of registers, and notes about them.
    any_columns
        Whether parts may have different own columns.
    on_step
        Told what is done.
    """

    folder: DatasetFolder
    engine: Engine
    sources: Sequence[Path]
    settings: RunSettings
    rows_in_part: int
    registers: tuple[list[pd.DataFrame], list[Issue]]
    any_columns: bool
    on_step: Step
    path_of_settings: str = field(default="", init=False)

    def make(self) -> dict[str, Any]:
        """Make the dataset, unless it is there as it would be made, and return its manifest.

        Raises
        ------
        OutputError
            If the disk is full, or fails otherwise.
        """
        try:
            return self._make()
        except OSError as error:
            if isinstance(error, ParklandError):
                raise
            reason = error.strerror or first_line(error)
            raise OutputError(
                "datasets.not_stored", where=self.folder.path, reason=reason
            ) from error

    def _make(self) -> dict[str, Any]:
        self.folder.finish_moves()
        self.on_step("examine", 0, 1)
        found = examine(self.sources, self.settings, rows_at_once=self.rows_in_part)
        if not found.pieces:
            raise _nothing(self.sources, found.broken)
        made_from = digest_of(
            self.settings.digest, found.files, found.pieces, found.broken,
            self.rows_in_part, self.any_columns, [_content_of(one) for one in self.registers[0]],
        )  # fmt: skip
        before = self.folder.manifest()
        same = before.get("made_from") == made_from and before.get("state") == "complete"
        if same and damaged_table(self.folder.path, before) is None:
            return before
        rows = DecidingRows(found.pieces, self.settings, self.any_columns).read()
        self.settings = replace(self.settings, **rows.decided())  # type: ignore[arg-type]
        with tempfile.TemporaryDirectory(prefix=".run-", dir=self.folder.work) as place:
            self.path_of_settings = self.settings.save(Path(place, "settings"))
            judged, about_registers = self._judged(found.pieces)
            again = rows.decided_again(self.settings, judged)
            if again is not None:
                self.settings = replace(self.settings, **again)  # type: ignore[arg-type]
                self.path_of_settings = self.settings.save(Path(place, "settings-again"))
                judged, about_registers = self._judged(found.pieces)
            return self._made(found, judged, about_registers, made_from)

    def _judged(
        self, pieces: Sequence[SourcePiece]
    ) -> tuple[list[JudgedPiece], list[Issue | IssueBatch]]:
        """Return all pieces as they are judged by the settings, and issues about registers."""
        joined, about_registers = self._matched(pieces)
        work = str(self.folder.work)
        judged = self._run(
            "judge",
            judge_piece,
            [
                (piece, self.path_of_settings, work, own)
                for piece, own in zip(pieces, joined, strict=True)
            ],
        )
        return judged, about_registers

    def _made(
        self,
        found: Examined,
        judged: Sequence[JudgedPiece],
        about_registers: list[Issue | IssueBatch],
        made_from: str,
    ) -> dict[str, Any]:
        pairs = list(zip(found.pieces, judged, strict=True))
        sound = [(piece, one) for piece, one in pairs if not one.broken]
        broken = [
            *found.broken,
            *((piece.name, one.broken) for piece, one in pairs if one.broken),
        ]
        if not any(one.parcels for _, one in sound):
            raise _nothing(self.sources, broken)
        pieces = [one for _, one in sound]
        folders = [one.folder for one in pieces]
        labels = np.cumsum([0, *(one.records for one in pieces[:-1])]).tolist()
        rounding = self._rounding(pieces)
        cuts = cuts_of(
            [(one.samples, one.parcels) for one in pieces], rows_in_part=self.rows_in_part
        )
        staged = self.folder.staging(digest_of(made_from, folders, labels, cuts, broken))
        for table in (*TABLES, INDEX):
            (staged / table).mkdir(parents=True, exist_ok=True)
        parts = self._parts(pieces, labels, cuts, rounding, staged)
        overlaps = self._run(
            "overlaps",
            write_overlaps,
            [
                (part.name, around, self.path_of_settings, str(staged))
                for part, around in zip(parts, neighbours_of(parts), strict=True)
            ],
        )
        self.on_step("finish", 0, 1)
        parcels = sum(one.parcels for one in pieces)
        issues = write_issues(
            staged / "issues",
            folders,
            notes=[*self.registers[1], *found.notes],
            repeated=[*about_registers, *repeated_parcels(folders, labels, parcels=parcels)],
            overlaps=overlaps,
            numbered=sum(one.numbered for one in pieces),
            unit=self.settings.unit,
        )
        quarantined = self._quarantine(pieces, labels, staged)
        manifest = {
            "format": FORMAT,
            "state": "incomplete" if broken else "complete",
            "version": __version__,
            "made_from": made_from,
            "as_of": self.settings.as_of.isoformat(),
            "profile": self.settings.profile.name,
            "profile_digest": digest_of(self.settings.profile),
            "rules": self.settings.rules.name,
            "rules_digest": digest_of(self.settings.rules),
            "rounding": {
                "unit": rounding.unit, "area": rounding.area, "digits": rounding.digits,
            },
            "sources": [str(one) for one in self.sources],
            "files": found.files,
            "pieces": [
                {
                    "name": piece.name, "source": piece.shown,
                    "path": piece.path, "sha256": piece.sha256,
                    "records": one.records, "parcels": one.parcels, "first_label": label,
                }
                for (piece, one), label in zip(sound, labels, strict=True)
            ],
            "broken": [{"name": name, "reason": dict(reason)} for name, reason in broken],
            "parts": [
                {"file": part.name, "rows": part.rows, "bbox": part.bounds, "leaf": part.leaf}
                for part in parts
            ],
            "parcels": parcels,
            "quarantined": quarantined,
            "issues": issues,
            "overlaps": sum(one.listed for one in overlaps),
            "left_out": {
                "pairs": sum(one.pairs for one in overlaps),
                "parcels": sorted(label for one in overlaps for label in one.crowded),
            },
        }  # fmt: skip
        self.folder.replace_tables(staged, manifest)
        self.folder.clear(keep=[Path(one).name for one in folders])
        self.on_step("finish", 1, 1)
        return manifest

    def _run(self, stage: str, task: Callable[..., Any], arguments: Sequence[Any]) -> list[Any]:
        count = len(arguments)
        self.on_step(stage, 0, count)
        with progress(f"dataset_{stage}", total=count, counted="parts") as shown:

            def done(_: int) -> None:
                shown.step()
                self.on_step(stage, shown.done, count)

            return self.engine.run(task, arguments, done=done)

    def _matched(self, pieces: Sequence[SourcePiece]) -> tuple[list[str], list[Issue | IssueBatch]]:
        """Match the registers with all pieces; return where each piece finds what they state."""
        tables = self.registers[0]
        if not tables:
            return [""] * len(pieces), []
        place = Path(self.path_of_settings).parent
        paths = [place / f"piece-{number:05}" for number in range(len(pieces))]
        records = self._run(
            "identify",
            identify_piece,
            [
                (piece, self.path_of_settings, str(path))
                for piece, path in zip(pieces, paths, strict=True)
            ],
        )
        if all(number < 0 for number in records):
            return [""] * len(pieces), []
        return match_registers(paths, records, tables, self.settings)

    def _rounding(self, pieces: Sequence[JudgedPiece]) -> Rounding:
        """Return how areas are rounded over all pieces."""
        is_measured = any(one.sums["ellipsoidal"].number for one in pieces)
        area: AreaMethod = "ellipsoidal" if is_measured else "stated"
        dealings = {}
        folders = [one.folder for one in pieces]
        for name in (area, *PARTIAL):
            sums = [one.sums.get(name) for one in pieces]
            if all(one is not None for one in sums):
                dealings[name] = deal(name, [one for one in sums if one is not None], folders)
        return Rounding(
            unit=self.settings.unit, area=area, digits=self.settings.digits, dealings=dealings
        )

    def _parts(
        self,
        pieces: Sequence[JudgedPiece],
        labels: Sequence[int],
        cuts: Sequence[int],
        rounding: Rounding,
        staged: Path,
    ) -> list[Any]:
        """Write the parts between the cuts of the curve."""
        slices: list[list[Slice]] = [[] for _ in range(len(cuts) + 1)]
        known = dict.fromkeys(rounding.dealings, 0)
        for one, label in zip(pieces, labels, strict=True):
            keys = np.array(arrays_of(one.folder)["key"])
            places = [
                0,
                *np.searchsorted(keys, np.array(cuts, dtype=np.uint64)).tolist(),
                len(keys),
            ]
            for number, (first, stop) in enumerate(itertools.pairwise(places)):
                if first < stop:
                    slices[number].append(Slice(one.folder, label, dict(known), first, stop))
            for name in known:
                known[name] += one.sums[name].number
        # A cut between equal keys leaves a part without rows, which is no part.
        filled = [own for own in slices if own]
        schema = common_schema([one.folder for one in pieces])
        text = schema.serialize().to_pybytes()
        return self._run(
            "parts",
            write_part,
            [
                (number, tuple(own), rounding, text, str(staged / "parcels"))
                for number, own in enumerate(filled)
            ],
        )

    def _quarantine(
        self, pieces: Sequence[JudgedPiece], labels: Sequence[int], staged: Path
    ) -> int:
        """Copy the records that cannot be used, with their labels, and return their number."""
        import pyarrow.parquet as pq

        from parkland.datasets.stored_frames import write_table

        number = 0
        for place, (one, label) in enumerate(zip(pieces, labels, strict=True)):
            path = Path(one.folder, QUARANTINE)
            if not path.exists():
                continue
            table = pq.read_table(path)
            column = table.column_names.index("row_label")
            shifted = [table["row_label"].to_numpy() + label]
            table = table.set_column(column, "row_label", shifted)
            write_table(table, staged / "quarantine" / part_name(place))
            number += len(table)
        return number


def _content_of(register: pd.DataFrame) -> str:
    """Return a digest of the cells of a register."""
    import pandas as pd

    hashes = pd.util.hash_pandas_object(register.astype("str"), index=False).to_numpy()
    return digest_of(list(map(str, register.columns)), hashes.tobytes().hex())


def _nothing(sources: Sequence[Path], broken: Sequence[tuple[str, Mapping[str, str]]]) -> Exception:
    """Return the error for sources of which nothing can be used."""
    reasons = [f"{name}: {texts[FALLBACK]}" for name, texts in broken] or ["-"]
    return NoParcelsError("datasets.nothing", where=list(sources), reasons=reasons)
