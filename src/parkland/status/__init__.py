"""The status of land: levelled, idle, reclaimed, why, and what follows by law.

Each answer is yes, no, or cannot be determined, for a parcel on a day. Law means the Measures for
the Disposal of Idle Land (闲置土地处置办法, Order No. 53), in force from 1 July 2012. Thresholds,
articles and texts are in the rulebook; this package has none.

Definitions.

- **Levelled** (已平整) and **reclaimed** (收回) are recorded acts. They are known by a date or an
  area, else by the status text, else by the meaning of the layer. An act dated after the day asked
  about has not happened.
- **Start day**: the start agreed anew with a disposal of Art. 12, else that of a supplementary
  agreement, else the agreed start, else the handover plus one year (Art. 22). Without any of them,
  idleness cannot be determined. After a disposal of Art. 12 other than a take-back only a start
  that was agreed anew counts (Art. 12 para. 2).
- **Full year**: the start day is not counted. A year has passed if and only if the day is later
  than the same day of the next year; for 29 February, than the last of February.
- **Idle** (闲置), **type A**: works have not started for over a full year after the start day
  (Art. 2 para. 1). **Type B**: works have started and been suspended for over a full year, and the
  developed area is below 1/3 or the investment below 25 % (Art. 2 para. 2). Exactly at a limit is
  not below it. Idleness cannot be determined if no share is below its limit and one is unknown.
- **Route**: negotiated disposal for type B and for type A by a verified cause outside the holder
  (Art. 12). If the holder is known to be the cause, a **fee** of 20 % of the grant or allocation
  price from one year of type A on, and take-back without payment from two years on (Art. 14); on
  land of a collective by reference only (Art. 31). A cause that is blank, not verified, or
  contradicted by a late handover is to be investigated (Art. 8).

Choices that parkland makes where a register leaves a question open:

- An empty actual start means "not started", because that is how registers are kept.
- A cell that is filled but cannot be parsed is not an empty one: idleness cannot be determined. The
  same holds for words that are unknown or contradict others, and for values that cannot be true.
- A developed area, or an investment that is not below its limit, contradicts a missing start.
- A supplement without a day of signature counts on every day, and is reported.
- The whole of a share is the amount on record; a part that was taken back is not deducted.
- An agreed start that is no day has two readings, and the later one counts (Art. 22 para. 2).
- The clock runs against the land: a transfer, or a later contract, does not restart it.
- The holder's own cause counts as the office records it; only a finding against it opens it again.
- Land that is not supplied, is completed, or was reclaimed, bought back or exchanged as a whole is
  not idle. Of a parcel that was reclaimed in part, the rest can be idle.
- If nothing about supply is known, or the day precedes the law, idleness cannot be determined.

``status`` is one category for colouring: that of the first rule in `rule_codes.STATUS_OF_RULE` that
applies. Low efficiency (低效) is an axis of its own; see `office_classes`.

Under a rulebook without law nothing of this is asked. The statuses are then those of the profile:
own axes, with the words of their columns and with conditions such as ``years_since(last_use) >= 5``
(`own_verdicts`, `condition_answers`). Under a rulebook with law own axes stand beside the verdict.

The way of a parcel: `recorded_facts` -> `facts_on_day` -> `decision_procedure` -> `verdicts` ->
`judgement`, which every verb reads.
"""

from parkland.status.batch_texts import missing_facts, plain_reasons
from parkland.status.contradictory_facts import contradictions
from parkland.status.deadline_table import deadlines
from parkland.status.explanations import Explanation, explain
from parkland.status.flags import classified, flag_status
from parkland.status.judgement import judge
from parkland.status.own_statuses import condition_texts
from parkland.status.rectification_notices import parcel_notices
from parkland.status.rule_codes import STATUS_OF_RULE
from parkland.status.timelines import timeline
from parkland.status.translated_texts import in_language, issues_in_language

__all__ = [
    "STATUS_OF_RULE",
    "Explanation",
    "classified",
    "condition_texts",
    "contradictions",
    "deadlines",
    "explain",
    "flag_status",
    "in_language",
    "issues_in_language",
    "judge",
    "missing_facts",
    "parcel_notices",
    "plain_reasons",
    "timeline",
]
