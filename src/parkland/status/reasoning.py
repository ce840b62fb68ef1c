"""The decision procedure on one parcel as steps, with the facts and numbers of each comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.conventions import statuses
from parkland.display import day_texts, label, money_text, origin_text, share_text, value_text
from parkland.languages import grammar
from parkland.schema import FIELDS, LIST_JOINT
from parkland.status.decision_procedure import RULES, STATUS_OF_RULE, suspension_year
from parkland.status.explanation_steps import Step, known_facts
from parkland.status.facts_on_day import START_FIELDS, UNKNOWN, YES, first_start, years_later
from parkland.status.placeholders import MISSING, Words, filled
from parkland.status.recorded_facts import CLAIMS, SHARES, cause_parts
from parkland.status.status_texts import citations, differs, next_steps, reasons
from parkland.status.verdicts import ROUTES
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.status.judgement import Judgement

BY_START = ("not_due", "overdue", "idle_one_year", "idle_two_years", "dates_missing")
BY_SUSPENSION = (
    "suspended", "idle_suspended", "suspended_developed", "suspended_unmeasured", "contradictory",
)  # fmt: skip


def steps_of(judgement: Judgement) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """Return the steps on the one parcel of `judgement`, and the fields that are missing."""
    reasoning = _Reasoning(judgement)
    reasoning.run()
    return tuple(reasoning.steps), tuple(dict.fromkeys(reasoning.missing))


class _Reasoning:
    """Walks through the procedure once and notes each step."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        self.book = judgement.book
        self.lang = judgement.lang
        self.facts = judgement.verdict.facts
        self.row = judgement.parcels.iloc[0]
        self.rule = RULES[judgement.verdict.idleness[0]]
        self.steps: list[Step] = []
        self.missing: list[str] = []

    def run(self) -> None:
        """Note every step that the procedure takes."""
        self._law()
        facts = known_facts(self.judgement)
        self._note("facts", self._joined(facts) or self._text("no_facts"))
        self._acts()
        if self.rule == "reclaimed":
            self._note("idle", self._text("whole_reclaimed"), answer="no")
        elif self.rule == "disposed":
            disposal = self._filled("{disposal}")
            self._note("idle", self._text("whole_ended", disposal=disposal), answer="no")
        else:
            self._works()
            if self.rule in BY_START:
                self._start()
            elif self.rule in BY_SUSPENSION:
                self._suspension()
            self._verdict()
            self._consequences()
        self._end()

    def _law(self) -> None:
        in_force = self.facts.day[0] >= np.datetime64(self.book.in_force, "D")
        name = "law_in_force" if in_force else "law_none"
        title = self.book.title[self.lang]
        self._note("law", self._text(name, title=title, in_force=self.book.in_force))

    def _acts(self) -> None:
        """Note whether the land is levelled and reclaimed, and in what part."""
        verdict = self.judgement.verdict
        levelled = {YES: "levelled", 0: "unlevelled"}
        words = ""
        if (answer := int(verdict.levelled[0])) != UNKNOWN:
            words = self._filled("{evidence}{levelled_on}", levelled[answer])
        self._note("levelled", words, answer=_word(answer))
        words = ""
        if (answer := int(verdict.reclaimed[0])) == YES:
            words = self._filled("{disposal}{disposal_on}{disposal_doc}", "reclaimed")
            if self._is_set("in_part"):
                part = self._filled("{part}", "reclaimed_part")
                words = self._joined([words, self._text("in_part", area=part)])
        self._note("reclaimed", words, answer=_word(answer))

    def _works(self) -> None:
        """Note supply, start, completion and suspension, each by its date or its word."""
        facts = self.facts
        supplied = YES if facts.supplied[0] else 0 if facts.not_supplied[0] else UNKNOWN
        evidence = {
            "supplied": (supplied, ("contract_on", "handover_on", "start_due"), "supply"),
            "started": (int(facts.started[0]), ("start_on", "suspended_on"), "construction"),
            "finished": (int(facts.finished[0]), ("finish_on",), "construction"),
            "suspended": (int(facts.suspended[0]), ("suspended_on",), "construction"),
        }
        for name, (answer, fields, axis) in evidence.items():
            if name == "supplied" or facts.started[0] or name == "started":
                known = next((field for field in fields if self._is_known(field)), axis)
                self._note(name, self._fact(known), answer=_word(answer))

    def _start(self) -> None:
        """Note the start day, and whether it and the full years have passed."""
        facts, book = self.facts, self.book
        dates = facts.record.dates
        remarks = []
        if dates["supplement_on"][0] > facts.day[0] and self._is_known("supplement_start"):
            day = day_texts(dates["supplement_on"])[0]
            remarks.append(self._text("supplement_later", day=day))
        longest = book.extension_at_most_years
        if dates["supplement_start"] > years_later(first_start(dates, book), longest):
            remarks.append(self._text("extension_long", years=longest))
        late = dates["handover_on"][0] - dates["handover_due"][0]
        if late > np.timedelta64(0, "D"):
            remarks.append(self._text("handover_late", days=late.astype("int64")))
        if self.rule == "dates_missing":
            self._missing_fields(*MISSING["dates_missing"])
            text = self._text("start_unknown")
            self._note("start", self._joined([text, *remarks]), answer="unknown")
            return
        field = START_FIELDS[facts.start_basis[0]]
        basis, start = book.start_basis[field][self.lang], day_texts(facts.start)[0]
        if field == "handover_on":
            text = self._text(
                "start_default",
                start_basis=basis,
                start=start,
                handover=day_texts(dates["handover_on"])[0],
                years=book.default_start_after_handover_years,
            )
        else:
            text = self._text("start_known", start_basis=basis, start=start)
        law = book.articles.get(field)
        article = book.article(law, self.lang) if law else ""
        self._note("start", self._joined([text, *remarks]), article=article)
        self._compare("due_passed", facts.start)
        for years in dict.fromkeys((book.idle_after_years, book.taken_back_after_years)):
            if facts.day[0] > facts.start[0]:
                last = years_later(facts.start, years)
                self._compare("years_passed", last, years=years)
                if facts.day[0] <= last[0]:
                    break

    def _suspension(self) -> None:
        """Note whether a full year has passed since the suspension, and both shares."""
        if self.rule == "contradictory":
            return
        last = suspension_year(self.facts, self.book)
        years = self.book.idle_after_years
        if np.isnat(last[0]):
            self._missing_fields("suspended_on")
            lacking = label("suspended_on", self.lang)
            text = self._text("share_unknown", missing=lacking)
            self._note("suspension_passed", text, answer="unknown", years=years)
            return
        self._compare("suspension_passed", last, years=years)
        if self.rule == "suspended":
            return
        limits = {"developed": self.book.developed_below, "invested": self.book.invested_below}
        for name, limit in limits.items():
            self._share(name, limit.numerator, limit.denominator, share_text(limit))

    def _share(self, name: str, numerator: int, denominator: int, limit: str) -> None:
        part, whole = SHARES[name]
        if not self._is_set(name):
            lacking = [
                field
                for field in (part, whole)
                if not self._is_known(field) or (field == whole and not self.row[field] > 0)
            ]
            self._missing_fields(*lacking)
            labels = grammar(self.lang).join(label(field, self.lang) for field in lacking)
            text = self._text("share_unknown", missing=labels)
            self._note(name, text, answer="unknown", limit=limit)
            return
        left, right = self.row[part] * denominator, self.row[whole] * numerator
        below = round(left, 6) < round(right, 6)
        words = {
            key: value_text(value, part, self.lang)
            for key, value in {
                "part": self.row[part],
                "whole": self.row[whole],
                "left": left,
                "right": right,
            }.items()
        }
        text = self._text(
            "share" if numerator == 1 else "shares",
            compared=self._text("less" if below else "not_less"),
            numerator=numerator,
            denominator=denominator,
            **words,
        )
        self._note(name, text, answer="yes" if below else "no", limit=limit)

    def _verdict(self) -> None:
        """Note whether it is idle, by the rule on idleness and its article."""
        rule = self.book.rules[self.rule]
        if self.rule == "no_facts":
            self._missing_fields(*MISSING["no_facts"])
        if self.rule == "unreadable":
            self._missing_fields(*filter(None, str(self.row["unreadable"]).split(LIST_JOINT)))
        article = self.book.article(rule, self.lang)
        text = self._filled(rule.reason[self.lang])
        self._note("idle", text, answer=_word(int(self.judgement.verdict.idle[0])), article=article)

    def _consequences(self) -> None:
        """Note cause, route and fee of idle land."""
        route = ROUTES[self.judgement.route[0]]
        if not route:
            return
        self._cause(route)
        law = self.book.routes[route]
        self._note("route", law.reason[self.lang], article=self.book.article(law, self.lang))
        if route != "fee":
            return
        fee, price = float(self.judgement.fee[0]), self.row["price_cny"]
        if np.isnan(fee):
            if not price > 0:
                self._missing_fields("price_cny")
            self._note("fee", self._filled("{fee}").strip("（）() "), answer="unknown")
            return
        sums = {"price": money_text(price, self.lang), "fee": money_text(fee, self.lang)}
        text = self._text("fee_sum", rate=share_text(self.book.fee_rate), **sums)
        self._note("fee", text, article=self.book.article(law, self.lang))

    def _cause(self, route: str) -> None:
        claim = CLAIMS[self.facts.record.claim[0]]
        cause = str(self.row["cause"])
        if self.rule == "idle_suspended":
            self._note("cause", self._text("cause_b"))
        elif route == "negotiated":
            known = [c for c in self.book.causes.values() if c.words & set(cause_parts(cause))]
            names = grammar(self.lang).join(c.rule.reason[self.lang] for c in known)
            signed = self._filled("{cause_verified_by}{cause_verified_on}")
            signed = grammar(self.lang).brackets(signed)
            text = self._text("cause_verified", cause=cause, names=names, signed=signed)
            article = self.book.article(known[0].rule, self.lang)
            self._note("cause", text, answer="yes", article=article)
        elif route == "investigate":
            self._missing_fields("cause" if claim == "none" else "cause_verified")
            self._note("cause", self._filled("{cause}"), answer="unknown")
        elif claim == "none":
            self._note("cause", self._text("cause_none"), answer="no")
        else:
            name = "cause_own" if claim == "own" else "cause_rejected"
            self._note("cause", self._text(name, cause=cause), answer="no")

    def _end(self) -> None:
        """Note what the office wrote, what lacks, what comes next, and the conclusion."""
        judgement = self.judgement
        if differs(judgement.parcels, judgement.verdict)[0]:
            self._note("declared", origin_text(str(self.row["declared_from"]), self.lang))
        if self.missing:
            labels = [label(field, self.lang) for field in dict.fromkeys(self.missing)]
            self._note("missing", self._joined(labels))
        if step := next_steps(judgement)[0]:
            self._note("next", step)
        status = statuses()[STATUS_OF_RULE[RULES[judgement.verdict.rule[0]]]].label(self.lang)
        text = self._text("conclusion_words", status=status, reason=reasons(judgement)[0])
        self._note("conclusion", text, article=citations(judgement)[0])

    def _compare(self, name: str, last: np.ndarray, **values: Any) -> None:
        """Note whether the day asked about is later than `last`."""
        day = self.facts.day
        later = bool(day[0] > last[0])
        days = int(abs((day - last).astype("int64")[0]))
        dates = {"as_of": day_texts(day)[0], "day": day_texts(last)[0], "days": days}
        text = self._text("later" if later else "not_later", **dates)
        self._note(name, text, answer="yes" if later else "no", **values)

    def _fact(self, field: str) -> str:
        """Return what an answer rests on: a date, or a word and where it stands."""
        if not self._is_known(field):
            return ""
        value = self.row[field]
        if FIELDS[field].kind == "date":
            words = value_text(value, field, self.lang)
            return self._text("fact", label=label(field, self.lang), value=words)
        return origin_text(str(self.row[f"{field}_from"]), self.lang)

    def _note(
        self, name: str, text: str, *, answer: str = "", article: str = "", **values: Any
    ) -> None:
        self.steps.append(Step(self._text(name, **values), answer, text, article))

    def _text(self, name: str, **values: object) -> str:
        return wording(f"explain.{name}", self.lang, **values)

    def _joined(self, parts: list[str]) -> str:
        return grammar(self.lang).clauses(parts)

    def _filled(self, template: str, rule: str | None = None) -> str:
        words = Words(self.judgement, np.array([0]), rule or self.rule)
        return filled(template, words)[0]

    def _is_set(self, name: str) -> bool:
        return bool(self.facts.record.recorded[name][0])

    def _is_known(self, field: str) -> bool:
        import pandas as pd

        return not pd.isna(self.row[field])

    def _missing_fields(self, *fields: str) -> None:
        self.missing += fields


def _word(answer: int) -> str:
    return {YES: "yes", 0: "no", UNKNOWN: "unknown"}[answer]
