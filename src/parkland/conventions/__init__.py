"""The conventions of an office as frozen data: profiles, rulebooks and the colours of statuses.

Profiles and rulebooks are TOML files that extend one another. The bundled ones are in
`resources/profiles` and `resources/rulebooks`; their comments document every key.
"""

from parkland.conventions.palette import StatusStyle, flag_label, statuses
from parkland.conventions.profiles import (
    AreaRules,
    Profile,
    ReportRules,
    folder_profile,
    load_profile,
)
from parkland.conventions.rulebooks import (
    CLASS_FACTS,
    Cause,
    Criterion,
    FlagRule,
    Rule,
    RuleBook,
    load_rulebook,
    plain_word,
)
from parkland.conventions.toml_layers import beside

__all__ = [
    "CLASS_FACTS",
    "AreaRules",
    "Cause",
    "Criterion",
    "FlagRule",
    "Profile",
    "ReportRules",
    "Rule",
    "RuleBook",
    "StatusStyle",
    "beside",
    "flag_label",
    "folder_profile",
    "load_profile",
    "load_rulebook",
    "plain_word",
    "statuses",
]
