"""The commands by task, and two examples of each, as ``--help`` prints them.

The examples run as they stand in the folder where ``python -m parkland sample parcels`` was run; a
test runs each of them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The title of a task stands in `resources/help/words.toml`, the line of a command in its own file.
TASKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "begin": ("sample", "inspect", "check", "profile"),
        "status": ("status", "explain", "deadlines", "documents"),
        "figures": ("totals", "reconcile", "compare"),
        "files": ("map", "report", "convert", "dataset"),
        "enterprises": ("assets", "enterprise", "notices", "projects"),
    }
)
OTHERS = "others"  # commands that have no task here
PROGRAM = "python -m parkland"
MADE_BY = f"{PROGRAM} sample parcels"

_ASSETS = "--assets parcels/资产/示例资产.xlsx"
_DAY = "--as-of 2020-12-31"
EXAMPLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sample": ("sample parcels", "sample parcels --lang en"),
        "inspect": ("inspect parcels", "inspect parcels/供地台账.xlsx --lang en"),
        "check": (f"check parcels {_DAY}", f"check parcels {_DAY} --all --format csv"),
        "profile": (
            "profile new parcels -o office.toml",
            "profile check parcels/parkland.toml parcels",
        ),
        "status": (f"status parcels {_DAY}", f"status parcels {_DAY} -o status.gpkg"),
        "explain": (
            f"explain parcels --parcel GD-03 {_DAY}",
            f"explain parcels --parcel GD-03 {_DAY} --lang en",
        ),
        "deadlines": (
            f"deadlines parcels --within 180D {_DAY}",
            f"deadlines parcels {_DAY} -o due.ics",
        ),
        "documents": (
            f"documents parcels --parcel GD-03 {_DAY} -o drafts",
            "documents --write-templates -o templates",
        ),
        "totals": (
            f"totals parcels {_DAY}",
            f"totals parcels --by status --unit ha {_DAY} --format csv",
        ),
        "reconcile": (f"reconcile parcels {_DAY}", f"reconcile parcels {_DAY} --lang en"),
        "compare": (
            "compare",
            "compare parcels --as-of 2019-12-31 2020-12-31 --by district",
        ),
        "map": (
            f"map parcels {_DAY} -o map.html",
            f"map parcels {_DAY} --by district -o map.pdf --paper A3",
        ),
        "report": (
            "report parcels --period 2020 -o report.docx",
            f"report parcels {_DAY} --unit ha --lang en -o report.xlsx",
        ),
        "convert": (
            f"convert parcels {_DAY} -o parcels.gpkg",
            "convert parcels/供地地块.shp -o outlines.txt",
        ),
        "dataset": (
            f"dataset parcels --any-columns {_DAY} -o ledger",
            f"dataset parcels --any-columns {_DAY} -o ledger --workers 1 --lang en",
        ),
        "assets": (
            f"assets parcels {_ASSETS} {_DAY}",
            f"assets parcels {_ASSETS} {_DAY} --method huangyan-2022 -o lists.xlsx",
        ),
        "enterprise": (
            f"enterprise parcels {_ASSETS} {_DAY} --id 示例企业01有限公司",
            f"enterprise parcels {_ASSETS} {_DAY} --id 示例企业01有限公司 -o card.docx",
        ),
        "notices": (
            f"notices parcels {_ASSETS} {_DAY}",
            f"notices parcels {_ASSETS} {_DAY} -o notices.csv",
        ),
        "projects": (
            f"projects parcels {_ASSETS} {_DAY}",
            f"projects parcels {_ASSETS} {_DAY} --commitments",
        ),
    }
)


def commands_by_task(commands: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return the commands under their tasks, in order; those without a task stand last.

    Examples
    --------
    >>> commands_by_task(("map", "status", "new-one"))
    [('status', ['status']), ('files', ['map']), ('others', ['new-one'])]
    """
    groups = [(task, [name for name in names if name in commands]) for task, names in TASKS.items()]
    known = {name for names in TASKS.values() for name in names}
    groups.append((OTHERS, [name for name in commands if name not in known]))
    return [(task, names) for task, names in groups if names]
