"""Levelled, idle, reclaimed: yes, no or cannot be determined, for each parcel at a date, and why.

Definitions. **Levelled** (已平整) and **reclaimed** (收回) are recorded acts: a date or area, else
the status text, else the meaning of the layer. A fact dated after `as_of` has not happened yet.
**Idle** (闲置) follows from the register's dates by the rulebook:

- start day = supplementary agreement, else agreed start, else handover and one year; none known:
  cannot be determined
- a full year: the start day is not counted, so idle if and only if ``as_of`` is later than the same
  day next year (29 February: the last of February)
- started and suspended for a full year: idle if the developed area or the investment is *below* its
  limit (exactly at it is not); a missing ratio, with the other not below, leaves it undetermined
- an empty actual start is taken as "not started", as registers are kept
- a cell that is filled but not understood is not an empty one: cannot be determined
- not supplied or completed land, and land that was reclaimed, bought back or exchanged as a whole,
  is not idle; of a parcel reclaimed in part, the rest can be
- nothing known about supply, or a day before the rules were in force: cannot be determined

``status`` is one category for colouring, the first that applies of `idleness.STATUS_OF_RULE`. Low
efficiency is another thing than idleness and plays no part here; see `classes`.
"""

from parkland.status.contradictory_facts import contradiction_issues, contradictions
from parkland.status.deadline_table import deadlines
from parkland.status.decision_procedure import STATUS_OF_RULE
from parkland.status.explanations import Explanation, explain
from parkland.status.flags import flag_status, status_columns
from parkland.status.judgement import judge
from parkland.status.rectification_notices import notices
from parkland.status.timelines import timeline
from parkland.status.translated_texts import in_language, issues_in_language

__all__ = [
    "STATUS_OF_RULE",
    "Explanation",
    "contradiction_issues",
    "contradictions",
    "deadlines",
    "explain",
    "flag_status",
    "in_language",
    "issues_in_language",
    "judge",
    "notices",
    "status_columns",
    "timeline",
]
