"""From the TOML file of a rulebook, and those it extends and replaces, to the frozen `RuleBook`."""

from __future__ import annotations

from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from parkland.conventions.compared_text import compact_word
from parkland.conventions.convention_faults import Fault, raise_faults
from parkland.conventions.file_names import SUFFIX, convention_name, named_in, require_no_circle
from parkland.conventions.own_conditions import condition_faults, conditions
from parkland.conventions.rulebook_checks import rulebook_faults
from parkland.conventions.rulebook_file import (
    CauseTable,
    CodeListTable,
    FundingTable,
    LawTable,
    RulebookFile,
)
from parkland.conventions.rulebook_without_law import WITHOUT_LAW, OwnRulesFile, own_rulebook
from parkland.conventions.rulebooks import (
    Cause,
    CodeList,
    Criterion,
    FlagRule,
    Funding,
    Plausible,
    Rule,
    RuleBook,
    SupplyWords,
)
from parkland.conventions.toml_layers import layer_with, merged, raise_faults_by_file, read_layers
from parkland.conventions.typed_tables import completed, faults_of
from parkland.errors import ConventionError
from parkland.languages import in_every_language, made_from_texts
from parkland.phrases import Phrase

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from parkland.conventions.toml_layers import Layer
    from parkland.conventions.value_types import LocalText

# The bundled rulebook that has every key.
WHOLE = "idle-land-2012"


def load_rulebook(rulebook: str | os.PathLike[str] | RuleBook = "idle-land-2012", /) -> RuleBook:
    """Return a rulebook by bundled name, by file, or as it is.

    Parameters
    ----------
    rulebook
        The name of a bundled rulebook, the path of a ``.toml`` file, or a `RuleBook`.

    Raises
    ------
    ConventionError
        If there is no such rulebook, or it has faults. The message names each by its path in the
        file, what stands there and what is expected.

    Examples
    --------
    >>> load_rulebook().idle_after_years
    1
    """
    if isinstance(rulebook, RuleBook):
        return rulebook
    name = convention_name(rulebook, "rulebook")
    return _read(name) if name.endswith(SUFFIX) else _bundled(name)


def rulebook_label(book: RuleBook, /) -> str:
    """Return the name of a rulebook, without the folder of a file, for a table that it judged.

    A bundled rulebook that was changed in Python keeps its name. The label says that it was
    changed, so that its verdicts are not taken for those of the bundled one.

    Examples
    --------
    >>> from dataclasses import replace
    >>> rulebook_label(load_rulebook())
    'idle-land-2012'
    >>> rulebook_label(replace(load_rulebook(), idle_after_years=2))
    'idle-land-2012 (changed)'
    """
    name = PurePath(book.name).name
    if name.endswith(SUFFIX):
        return name
    try:
        is_bundled = book == _bundled(name)
    except ConventionError:  # The caller made a rulebook under a name of their own.
        return name
    return name if is_bundled else f"{name} (changed)"


@made_from_texts
def _bundled(name: str) -> RuleBook:
    """Read a bundled rulebook once: it is frozen."""
    return _read(name)


def _read(name: str, later: tuple[str, ...] = ()) -> RuleBook:
    """Read a rulebook and those that it replaces; `later` are the files that replace it."""
    layers = read_layers(name, "rulebook", RulebookFile)
    if layers[-1].name == WITHOUT_LAW:
        return _without_law(name, layers)
    chain = (*later, layers[0].identity)
    require_no_circle(chain, "rulebook", verb="replaces", where=name)
    whole = "" if any(layer.name == WHOLE for layer in layers) else WHOLE
    file = completed(merged(layers), RulebookFile, where=name, whole=whole)
    raise_faults_by_file(rulebook_faults(file), layers)
    layer = layer_with(layers, ("replaces",))
    before = named_in(layer.name, file.replaces, key="replaces", kind="rulebook")
    replaced = _read(before, chain) if before else None
    if replaced and replaced.in_force >= file.in_force:
        what = Phrase(
            "conventions.in_force_too_early",
            day=str(file.in_force),
            before=before,
            since=str(replaced.in_force),
        )
        fault = Fault(("in_force",), what, Phrase("conventions.later_day"))
        raise_faults([fault], where=name)
    where = layer_with(layers, ("conditions",)).name
    return _rulebook(name, file, replaces=replaced, where=where)


def _without_law(name: str, layers: Sequence[Layer]) -> RuleBook:
    for layer in layers:
        raise_faults(faults_of(layer.content, OwnRulesFile, complete=False), where=layer.name)
    file = completed(merged(layers), OwnRulesFile, where=name, whole=WITHOUT_LAW)
    raise_faults_by_file(list(condition_faults(file.conditions)), layers)
    return own_rulebook(name, file, where=layer_with(layers, ("conditions",)).name)


def _rulebook(name: str, file: RulebookFile, *, replaces: RuleBook | None, where: str) -> RuleBook:
    limits = file.thresholds
    return RuleBook(
        name=name,
        title=_texts(file.title),
        in_force=file.in_force,
        replaces=replaces,
        disclaimer=_texts(file.disclaimer),
        unverified=_texts(file.unverified),
        reclaim_kinds=tuple(file.reclaim_kinds),
        ending_kinds=tuple(file.ending_kinds),
        restarting_kinds=tuple(file.restarting_kinds),
        default_start_after_handover_years=limits.default_start_after_handover_years,
        extension_at_most_years=limits.extension_at_most_years,
        temporary_use_at_most_years=limits.temporary_use_at_most_years,
        idle_after_years=limits.idle_after_years,
        taken_back_after_years=limits.taken_back_after_years,
        developed_below=limits.developed_below,
        invested_below=limits.invested_below,
        fee_rate=limits.fee_rate,
        investigation_days=limits.investigation_days,
        answer_days=limits.answer_days,
        compliance_days=limits.compliance_days,
        hearing_days=limits.hearing_days,
        warning_days=tuple(sorted(limits.warning_days)),
        source=_texts(file.verification.source),
        checked_on=file.verification.checked_on,
        plausible=Plausible(
            earliest=file.plausible.earliest,
            latest=file.plausible.latest,
            invested_at_most=file.plausible.invested_at_most,
            price_per_m2_from=file.plausible.price_per_m2_from,
            price_per_m2_to=file.plausible.price_per_m2_to,
        ),
        supply=SupplyWords(
            collective=_compact(file.supply.collective),
            collective_codes=_compact(file.supply.collective_codes),
            without_price=_compact(file.supply.without_price),
            with_price=_compact(file.supply.with_price),
        ),
        flags=tuple(FlagRule(flag.name, tuple(flag.requires), flag.on) for flag in file.flags),
        low_efficiency=tuple(
            Criterion(one.column, one.below, one.above) for one in file.low_efficiency.criteria
        ),
        five_not=MappingProxyType(
            {
                code: MappingProxyType(dict[str, bool](**facts))
                for code, facts in file.five_not.items()
            }
        ),
        five_not_lists=MappingProxyType(
            {key: _code_list(table) for key, table in file.five_not_lists.items()}
        ),
        funding=MappingProxyType({key: _funding(table) for key, table in file.funding.items()}),
        ten_categories=MappingProxyType(file.ten_categories),
        causes=MappingProxyType({key: _cause(table) for key, table in file.causes.items()}),
        rules=_rules(file.rules),
        start_basis=_text_table(file.start_basis),
        articles=_rules(file.articles),
        routes=_rules(file.routes),
        steps=_text_table(file.steps),
        cause_words=_text_table(file.cause_words),
        deadlines=_text_table(file.deadlines),
        conditions=conditions(file.conditions, where=where),
    )


def _compact(words: list[str]) -> tuple[str, ...]:
    return tuple(map(compact_word, words))


def _text_table(table: Mapping[str, LocalText]) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({key: _texts(text) for key, text in table.items()})


def _rules(tables: Mapping[str, LawTable]) -> Mapping[str, Rule]:
    return MappingProxyType({key: _rule(table) for key, table in tables.items()})


def _rule(table: LawTable) -> Rule:
    return Rule(
        reason=_texts(table.texts),
        article=_texts(table.article) if table.article else None,
        verified=table.verified,
    )


def _cause(table: CauseTable) -> Cause:
    words = frozenset(map(compact_word, table.words))
    return Cause(rule=_rule(table), outside=table.outside, words=words)


def _code_list(table: CodeListTable) -> CodeList:
    return CodeList(
        name=_texts(table.name),
        codes=tuple(table.codes),
        source=_texts(table.source),
        verified=table.verified,
    )


def _funding(table: FundingTable) -> Funding:
    return Funding(
        name=_texts(table.name),
        words=tuple(map(compact_word, table.words)),
        supplied_until=table.supplied_until,
        policy=_texts(table.policy),
        verified=table.verified,
    )


def _texts(text: str | Mapping[Any, str]) -> Mapping[str, str]:
    return MappingProxyType(in_every_language(text))
