"""Profiles of offices: a first one from what the files hold, and what is wrong or unused in one.

`found_tables` reads every table of the sources with its own columns. `drafting` writes a commented
profile from them, with `draft_statuses` and `column_findings`; `checking` names what a profile
states and nothing uses (`unused_keys`), with its line.
"""

from parkland.office_profiles.checking import check_profile
from parkland.office_profiles.drafting import draft_profile

__all__ = ["check_profile", "draft_profile"]
