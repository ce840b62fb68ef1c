"""parkland: parcels of industrial land, their status, their acreage, and maps that open offline.

See the README for a first session, `parkland.schema` for the columns, `parkland.errors` for what
can go wrong. Everything named here is loaded when it is first used, so that ``import parkland``
costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parkland.areas import acreage as acreage
    from parkland.areas import level_to as level_to
    from parkland.areas import measure as measure
    from parkland.areas import round_to_total as round_to_total
    from parkland.cleaning import clean as clean
    from parkland.conventions import Profile as Profile
    from parkland.conventions import RuleBook as RuleBook
    from parkland.conventions import load_profile as load_profile
    from parkland.conventions import load_rulebook as load_rulebook
    from parkland.errors import ForeignAssetWarning as ForeignAssetWarning
    from parkland.errors import ParklandError as ParklandError
    from parkland.errors import ParklandWarning as ParklandWarning
    from parkland.exports import write_parcels as write_parcels
    from parkland.figures import reconcile as reconcile
    from parkland.figures import shared_between as shared_between
    from parkland.figures import totals as totals
    from parkland.issues import translate_issues as translate_issues
    from parkland.ledger_record import Ledger as Ledger
    from parkland.ledgers import open_ledger as open_ledger
    from parkland.maps import draw_map as draw_map
    from parkland.maps import save_map as save_map
    from parkland.reports import compose_report as compose_report
    from parkland.reports import write_report as write_report
    from parkland.samples import sample_path as sample_path
    from parkland.sources import SourceReceipt as SourceReceipt
    from parkland.sources import inspect_source as inspect_source
    from parkland.sources import read_parcels as read_parcels
    from parkland.sources import read_register as read_register
    from parkland.status import Explanation as Explanation
    from parkland.status import contradictions as contradictions
    from parkland.status import deadlines as deadlines
    from parkland.status import explain as explain
    from parkland.status import flag_status as flag_status
    from parkland.status import notices as notices
    from parkland.status import timeline as timeline
    from parkland.topology import gaps as gaps
    from parkland.topology import overlaps as overlaps
    from parkland.topology import propose_fit as propose_fit

__version__ = "0.1.0"

_HOMES = {
    "Explanation": "status",
    "ForeignAssetWarning": "errors",
    "Ledger": "ledger_record",
    "ParklandError": "errors",
    "ParklandWarning": "errors",
    "Profile": "conventions",
    "RuleBook": "conventions",
    "SourceReceipt": "sources",
    "acreage": "areas",
    "clean": "cleaning",
    "compose_report": "reports",
    "contradictions": "status",
    "deadlines": "status",
    "draw_map": "maps",
    "explain": "status",
    "flag_status": "status",
    "gaps": "topology",
    "inspect_source": "sources",
    "level_to": "areas",
    "load_profile": "conventions",
    "load_rulebook": "conventions",
    "measure": "areas",
    "notices": "status",
    "open_ledger": "ledgers",
    "overlaps": "topology",
    "propose_fit": "topology",
    "read_parcels": "sources",
    "read_register": "sources",
    "reconcile": "figures",
    "round_to_total": "areas",
    "sample_path": "samples",
    "save_map": "maps",
    "shared_between": "figures",
    "timeline": "status",
    "totals": "figures",
    "translate_issues": "issues",
    "write_parcels": "exports",
    "write_report": "reports",
}

__all__ = [
    "Explanation",
    "ForeignAssetWarning",
    "Ledger",
    "ParklandError",
    "ParklandWarning",
    "Profile",
    "RuleBook",
    "SourceReceipt",
    "acreage",
    "clean",
    "compose_report",
    "contradictions",
    "deadlines",
    "draw_map",
    "explain",
    "flag_status",
    "gaps",
    "inspect_source",
    "level_to",
    "load_profile",
    "load_rulebook",
    "measure",
    "notices",
    "open_ledger",
    "overlaps",
    "propose_fit",
    "read_parcels",
    "read_register",
    "reconcile",
    "round_to_total",
    "sample_path",
    "save_map",
    "shared_between",
    "timeline",
    "totals",
    "translate_issues",
    "write_parcels",
    "write_report",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'parkland' has no attribute {name!r}")
    return getattr(import_module(f"parkland.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
