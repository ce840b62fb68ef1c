"""The conventions of an office as frozen data: profiles, rulebooks and the colours of statuses.

Profiles and rulebooks are TOML files that extend one another. The bundled ones are in
`resources/profiles` and `resources/rulebooks`; their comments document every key.
"""

from parkland.conventions.compared_text import (
    cell_word,
    compact_word,
    heading_word,
    word_parts,
)
from parkland.conventions.language_file import load_language
from parkland.conventions.method_loading import load_method
from parkland.conventions.methods import Method
from parkland.conventions.palette import StatusStyle, flag_label, ramp_colors, statuses
from parkland.conventions.profile_loading import folder_profile, load_profile
from parkland.conventions.profiles import AreaRules, Profile, ReportRules
from parkland.conventions.rulebook_loading import load_rulebook, rulebook_label
from parkland.conventions.rulebooks import (
    Cause,
    CodeList,
    Criterion,
    FlagRule,
    Funding,
    Rule,
    RuleBook,
)
from parkland.conventions.status_sets import (
    OwnAxis,
    StatusFlag,
    StatusSet,
    flags_of,
    status_set,
    statuses_of,
)

__all__ = [
    "AreaRules",
    "Cause",
    "CodeList",
    "Criterion",
    "FlagRule",
    "Funding",
    "Method",
    "OwnAxis",
    "Profile",
    "ReportRules",
    "Rule",
    "RuleBook",
    "StatusFlag",
    "StatusSet",
    "StatusStyle",
    "cell_word",
    "compact_word",
    "flag_label",
    "flags_of",
    "folder_profile",
    "heading_word",
    "load_language",
    "load_method",
    "load_profile",
    "load_rulebook",
    "ramp_colors",
    "rulebook_label",
    "status_set",
    "statuses",
    "statuses_of",
    "word_parts",
]
