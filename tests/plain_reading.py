"""A plain reading of Order No. 53 for one parcel on one day, apart from parkland's own procedure.

It is written from the text of the order, article by article, in ordinary Python: no arrays, no
rulebook, no import of parkland. The choices that the text leaves open are those that
`parkland.status` states in words. `test_plain_reading` compares the two on random parcels.
"""

import datetime as dt
from fractions import Fraction

RECLAIMED = ("agreed_takeback", "unpaid_takeback", "takeback")
ENDED = ("purchase", "exchange")
# Art. 12 para. 2: after these the clock runs anew from the start that was agreed anew.
ANEW = ("extension", "change_use", "temporary_use", "revitalised")
ONE_DAY = dt.timedelta(days=1)


def years_after(day, years):
    """Return the same day of a later year; for 29 February the last of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def come(day, today):
    """Return whether a day is recorded and has come."""
    return day is not None and day <= today


def to_come(day, today):
    return day is not None and day > today


class Parcel:
    """The facts of one parcel; what is not recorded is None."""

    def __init__(self, **facts):
        self.__dict__.update(facts)

    # What has happened by a day.

    def is_disposed(self, today):
        """Return whether the recorded disposal has happened, of whatever kind."""
        if self.disposal_kind in (None, "none"):
            return False
        if self.disposal_on:
            return self.disposal_on <= today
        # A word without a day was written after the dated acts beside it.
        acts = (
            self.contract_on, self.prior_contract_on, self.handover_on, self.start_on,
            self.suspended_on, self.resumed_on, self.finish_on, self.supplement_on,
        )  # fmt: skip
        return not any(to_come(act, today) for act in acts)

    def is_restarted(self, today):
        """Return whether a disposal of Art. 12 para. 2 has happened."""
        return self.disposal_kind in ANEW and self.is_disposed(today)

    def is_contract_to_come(self, today):
        """Return whether the land is not supplied yet."""
        contracts = [day for day in (self.contract_on, self.prior_contract_on) if day]
        if not contracts or min(contracts) <= today:
            return False
        # The land was handed over before, so there was an earlier contract.
        return not come(self.handover_on, today)

    def is_finished(self, today):
        """Return whether works are completed."""
        if self.finish_on:
            return self.finish_on <= today
        return self.construction in ("finished", "producing") and self._words_hold(today)

    def is_suspended(self, today):
        """Return whether works are suspended."""
        if self.is_finished(today):
            return False
        if self.suspended_on:
            stopped = self.suspended_on <= today
        else:
            stopped = self.construction == "suspended" and self._words_hold(today)
        return stopped and not self._is_resumed(today)

    def is_started(self, today):
        """Return whether works have started."""
        words = ("started", "suspended", "resumed", "finished", "producing")
        if self.start_on:
            begun = self.start_on <= today
        else:
            begun = self.construction in words and self._words_hold(today)
        stopped = come(self.suspended_on, today) or self.is_suspended(today)
        return begun or self.is_finished(today) or stopped or self._is_resumed(today)

    def is_supplied(self, today):
        """Return whether anything shows that the land is supplied."""
        if self.is_contract_to_come(today):
            return False
        acts = (self.contract_on, self.prior_contract_on, self.handover_on, self.start_on)
        if any(come(act, today) for act in acts):
            return True
        agreed = (self.start_due, self.supplement_start, self.handover_on, self.supply_mode)
        return any(agreed)

    def _is_resumed(self, today):
        if not come(self.resumed_on, today):
            return False
        return self.suspended_on is None or self.resumed_on >= self.suspended_on

    def _words_hold(self, today):
        return not self.is_contract_to_come(today) and not to_come(self.start_on, today)

    # The start day.

    def old_start(self):
        """Art. 2 para. 1 and Art. 22 para. 2: as agreed, else the handover and a year."""
        if self.start_due:
            return self.start_due
        return years_after(self.handover_on, 1) if self.handover_on else None

    def start_day(self, today):
        """Return the start day, and whether it was agreed anew."""
        supplement = None if to_come(self.supplement_on, today) else self.supplement_start
        if self.is_restarted(today):
            if supplement and not self._is_of_disposal():
                supplement = None
            agreed = self.restart_on
            if agreed and self.disposal_on and agreed < self.disposal_on:
                agreed = None
            new = [day for day in (agreed, supplement) if day]
            return (max(new) if new else None), True
        free = None
        if self.disposal_kind not in ANEW and not to_come(self.disposal_on, today):
            free = None if to_come(self.supplement_on, today) else self.restart_on
        new = [day for day in (free, supplement) if day]
        return (max(new), True) if new else (self.old_start(), False)

    def _is_of_disposal(self):
        """Return whether the supplement is the agreement of the disposal."""
        if self.disposal_on is None:
            return True
        if self.supplement_on is None:
            return self.supplement_start >= self.disposal_on
        old = self.old_start()
        idle_first = years_after(old, 1) + ONE_DAY if old else None
        return self.supplement_on >= self.disposal_on or (
            idle_first is not None and self.supplement_on >= idle_first
        )

    # Art. 2.

    def idleness(self, today):  # noqa: PLR0911 - one sentence of the order after another
        """Return (answer, kind, first idle day): answer is True, False or None (not known)."""
        if self.is_disposed(today) and self.disposal_kind in (*RECLAIMED, *ENDED):
            return False, None, None
        if self.is_finished(today):
            return False, None, None
        started = self.is_started(today)
        if self.is_contract_to_come(today) and not started:
            return False, None, None
        if self._is_resumption_open(today) or self._is_investment_absurd(today):
            return None, None, None
        if not self.is_supplied(today) and not self.is_contract_to_come(today) and not started:
            return None, None, None
        if self.is_suspended(today):
            return self._second_kind(today)
        if started:
            return False, None, None
        return self._first_kind(today)

    def _first_kind(self, today):
        start, _ = self.start_day(today)
        if start is None:
            return None, None, None
        if today <= start:
            return False, None, None
        if self._shows_works():
            return None, None, None
        first = years_after(start, 1) + ONE_DAY
        return (True, "A", first) if today >= first else (False, None, None)

    def _second_kind(self, today):
        if self.suspended_on and self.start_on and self.suspended_on < self.start_on:
            return None, None, None
        start, _ = self.start_day(today)
        restarted = self.is_restarted(today)
        if restarted and start is None:
            return None, None, None
        if self.suspended_on is None:
            return None, None, None
        since = self.suspended_on
        is_later = self.disposal_on is None or self.disposal_on >= self.suspended_on
        if restarted and is_later and start > since:
            since = start
        first = years_after(since, 1) + ONE_DAY
        if today < first:
            return False, None, None
        shares = [self._share(*pair) for pair in self._amounts()]
        limits = (Fraction(1, 3), Fraction(1, 4))
        below = [
            share is not None and share < limit for share, limit in zip(shares, limits, strict=True)
        ]
        if any(below):
            return True, "B", first
        return (None, None, None) if None in shares else (False, None, None)

    def _amounts(self):
        return ((self.developed, self.to_develop), (self.made, self.total))

    def _share(self, part, whole):
        if part is None or not whole:
            return None
        return Fraction(part, whole)

    def _shows_works(self):
        if self.developed:
            return True
        share = self._share(self.made, self.total)
        return share is not None and share >= Fraction(1, 4)

    def _is_resumption_open(self, today):
        return (
            self.is_suspended(today)
            and self.construction == "resumed"
            and self.suspended_on is not None
            and not to_come(self.resumed_on, today)
        )

    def _is_investment_absurd(self, today):
        share = self._share(self.made, self.total)
        area = self._share(self.developed, self.to_develop)
        is_area_below = area is not None and area < Fraction(1, 3)
        return self.is_suspended(today) and share is not None and share > 5 and not is_area_below

    # Art. 8, 12, 14 and 31.

    def _is_start_before_contract(self, today):
        """Return whether the start that counts is before the only contract on record."""
        if self.contract_on is None or self.start_due is None or self.start_day(today)[1]:
            return False
        if self.prior_contract_on or getattr(self, "transfer_on", None):
            return False
        if self.handover_on and self.handover_on < self.contract_on:
            return False
        return self.start_due < self.contract_on

    def route(self, today):  # noqa: PLR0911 - one sentence of the order after another
        """Return the route of idle land; None for other land."""
        idle, kind, _ = self.idleness(today)
        if not idle:
            return None
        checked = not to_come(self.cause_verified_on, today)
        verified = self.cause_verified is True and checked
        rejected = self.cause_verified is False and checked
        outside = self.cause in ("规划调整", "未按期交地")
        if kind == "B" or (outside and verified):
            return "negotiated"
        if self.cause is None or (outside and not rejected):
            return "investigate"
        if self._is_start_before_contract(today):
            return "investigate"
        if self.cause == "资金不足" and rejected:
            return "investigate"
        settled = (self.cause == "资金不足" and verified) or (
            self.cause == "未按期交地" and rejected
        )
        if self.is_late_handover(today) and not settled:
            return "investigate"
        if self.ownership == "集体":
            return "by_reference"
        start, _ = self.start_day(today)
        return "unpaid_takeback" if today > years_after(start, 2) else "fee"

    def is_late_handover(self, today):
        """Art. 8 (1): later than agreed or than the start day, or not at all though due."""
        start, is_new = self.start_day(today)
        late = False
        if come(self.handover_due, today - ONE_DAY):
            late = self.handover_on is None or self.handover_on > self.handover_due
        is_agreed = is_new or self.start_due is not None
        if is_agreed and start and self.handover_on and self.handover_on > start < today:
            late = True
        agreed = [day for day in (self.supplement_on, self.disposal_on) if day]
        if is_new and agreed and self.handover_on and self.handover_on <= max(agreed) <= today:
            return False
        return late
