"""The commands by task, and two examples of each, as ``--help`` prints them.

The examples run as they stand in the folder where ``python -m parkland sample parcels`` was run; a
test runs each of them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Task -> command -> what it gives, short enough for a line.
TASKS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Begin": {
            "sample": "Copy the sample parcels and tables to a folder.",
            "inspect": "What a source holds: records, encoding, CRS, columns.",
            "check": "Every fault and guess, by severity.",
            "profile": "The conventions of an office: draft them, check them.",
        },
        "Status of the land": {
            "status": "The status of every parcel, its reason, the next step.",
            "explain": "The reasoning on a parcel, step by step.",
            "deadlines": "What falls due by contract and by law.",
            "documents": "Drafts of the legal documents for idle land.",
        },
        "Figures": {
            "totals": "Parcels and area by flag, status or any column.",
            "reconcile": "Stated, planar and ellipsoidal area, and why they differ.",
            "compare": "What changed between two states of the land, and why.",
        },
        "Maps, reports, files": {
            "map": "A map that opens offline in a browser, or on paper.",
            "report": "The land-disposal report: document, workbook, text.",
            "convert": "The cleaned parcels in another format.",
            "dataset": "A province piece by piece, on one machine or a cluster.",
        },
        "Enterprises and projects": {
            "assets": "Land of enterprises, figures per mu, classes.",
            "enterprise": "The card of an enterprise (一企一档).",
            "notices": "Rectification notices and their state.",
            "projects": "Projects and commitments: stage, done, overdue.",
        },
    }
)
OTHERS = "Other commands"  # a command that has no task here
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


def examples_text(command: str) -> str:
    """Return the examples of a command as a paragraph that click leaves as it is; or nothing."""
    lines = [f"  {PROGRAM} {line}" for line in EXAMPLES.get(command, ())]
    if not lines:
        return ""
    made = "" if command == "sample" else f" (the folder parcels is that of: {MADE_BY})"
    return "\n".join(["\b", f"Examples{made}:", *lines])


def commands_by_task(commands: tuple[str, ...]) -> list[tuple[str, dict[str, str]]]:
    """Return the commands under their tasks, in order, each with its line of help.

    Commands without a task stand last, without a line.

    Examples
    --------
    >>> [(task, [*lines]) for task, lines in commands_by_task(("map", "status", "new-one"))]
    [('Status of the land', ['status']), ('Maps, reports, files', ['map']),
     ('Other commands', ['new-one'])]
    """
    known = {name for lines in TASKS.values() for name in lines}
    groups = [
        (task, {name: line for name, line in lines.items() if name in commands})
        for task, lines in TASKS.items()
    ]
    groups.append((OTHERS, {name: "" for name in commands if name not in known}))
    return [(task, lines) for task, lines in groups if lines]
