"""What has to agree between the values of a method, beyond the type of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.conventions.convention_faults import Fault, path_text, toml_text, words_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.conventions.convention_faults import TablePath
    from parkland.conventions.method_file import ClassesTable, IndicatorTable, MethodFile


def method_faults(method: MethodFile) -> list[Fault]:
    """Return what does not agree in a method: bases, cut-offs, and names of indicators."""
    return [
        *_indicator_faults(method),
        *_class_faults(method),
        *_named_faults(method),
        *_empty_rules(method),
    ]


def _tables(method: MethodFile) -> Iterator[tuple[TablePath, dict[str, IndicatorTable]]]:
    yield ("indicators",), method.indicators
    for key, group in method.groups.items():
        if group.indicators is not None:
            yield ("groups", key, "indicators"), group.indicators


def _indicator_faults(method: MethodFile) -> Iterator[Fault]:
    for path, indicators in _tables(method):
        for key, one in indicators.items():
            where = (*path, key)
            if one.numerator == one.denominator:
                what = f"{path_text(where)} divides {one.numerator} by itself"
                yield Fault((*where, "denominator"), what, "write another amount")
            if method.formula == "ratio" and one.base is None:
                what = f'{path_text((*where, "base"))} is missing, and formula is "ratio"'
                yield Fault((*where, "base"), what, 'write a number, "mean" or "median"')
            if one.floor is not None and one.cap is not None and one.floor > one.cap:
                what = f"{path_text((*where, 'floor'))} is {one.floor}, more than cap ({one.cap})"
                yield Fault((*where, "floor"), what, "write a smaller number", (*where, "cap"))
    if not method.groups and not method.indicators:
        yield Fault(("indicators",), "the method has no indicators", "write [indicators.…]")
    for key, group in method.groups.items():
        if not (method.indicators if group.indicators is None else group.indicators):
            path = ("groups", key)
            yield Fault(path, f"{path_text(path)} has no indicators", "write [indicators.…]")


def _class_faults(method: MethodFile) -> Iterator[Fault]:
    found: list[tuple[TablePath, ClassesTable]] = []
    if method.classes is not None:
        found.append((("classes",), method.classes))
    for key, group in method.groups.items():
        if group.classes is not None:
            found.append((("groups", key, "classes"), group.classes))
        elif method.classes is None:
            missing: TablePath = ("groups", key, "classes")
            yield Fault(
                missing, f"{path_text(missing)} is missing", "write it, or [classes] for all"
            )
    if not method.groups and method.classes is None:
        yield Fault(("classes",), "classes is missing", "write [classes]")
    for path, classes in found:
        yield from _cutoff_faults((*path, "cutoffs"), classes)


def _cutoff_faults(path: TablePath, classes: ClassesTable) -> Iterator[Fault]:
    cutoffs = classes.cutoffs
    codes = [cutoff.code for cutoff in cutoffs]
    if not cutoffs or len(set(codes)) < len(codes) or "" in codes:
        what = f"{path_text(path)} has no class, one without a code or one code twice"
        yield Fault(path, what, "name each class once, from best to last")
        return
    for place, cutoff in enumerate(cutoffs, start=1):
        if (cutoff.to is None) == (cutoff.score is None):
            where = (*path, place)
            yield Fault(where, f"{path_text(where)} needs to or score", "write one of the two")
            return
    shares = [cutoff.to for cutoff in cutoffs if cutoff.to is not None]
    scores = [cutoff.score for cutoff in cutoffs if cutoff.score is not None]
    if shares and scores:
        yield Fault(
            path, f"{path_text(path)} mixes to and score", "use one of them for all classes"
        )
    elif shares and (shares != sorted(shares) or shares[-1] != 1):
        what = f"{path_text(path)} does not rise to 1"
        yield Fault(path, what, "write the shares up to each class, the last one as 1")
    elif scores != sorted(scores, reverse=True):
        what = f"{path_text(path)} does not fall"
        yield Fault(path, what, "write the lowest score of each class, the best class first")


def _empty_rules(method: MethodFile) -> Iterator[Fault]:
    """Yield rules without a condition, which would hold for everybody, or without an effect."""
    for place, one in enumerate(method.exclusions, start=1):
        given = (one.operating, one.industries, one.scales, one.tenants_only)
        days = (one.registered_within_years, one.land_held_within_years)
        if not any(given) and all(years is None for years in days):
            path = ("exclusions", place)
            what = f"{path_text(path)} has no condition and would exclude every enterprise"
            yield Fault(path, what, "write a condition, such as operating")
    for place, rule in enumerate(method.adjust, start=1):
        path = ("adjust", place)
        effects = (rule.points, rule.points_per_tenant, rule.at_most, rule.at_least, rule.to)
        if not any(effects):
            yield Fault(path, f"{path_text(path)} changes nothing", "write points, at_most or to")
        conditions = (rule.indicator, rule.enterprises, rule.scales, rule.points_per_tenant)
        if not any(conditions) and rule.tenants_above is None:
            what = f"{path_text(path)} has no condition and would change every enterprise"
            yield Fault(path, what, "write a condition, such as indicator and below")


def _named_faults(method: MethodFile) -> Iterator[Fault]:
    known = list(dict.fromkeys(key for _, table in _tables(method) for key in table))
    codes = {
        cutoff.code
        for classes in (method.classes, *(group.classes for group in method.groups.values()))
        if classes is not None
        for cutoff in classes.cutoffs
    }
    for place, rule in enumerate(method.adjust, start=1):
        path = ("adjust", place)
        if rule.indicator and rule.indicator not in known:
            yield _unknown((*path, "indicator"), rule.indicator, known)
        if rule.indicator and (rule.below is None) == (rule.above is None):
            yield Fault(path, f"{path_text(path)} needs below or above", "write one of the two")
        for key in ("at_most", "at_least", "to"):
            if (code := getattr(rule, key)) and code not in codes:
                yield _unknown((*path, key), code, sorted(codes))
    for place, low in enumerate(method.low_efficiency, start=1):
        path = ("low_efficiency", place)
        if low.indicator not in known:
            yield _unknown((*path, "indicator"), low.indicator, known)
        if (low.below is None) == (low.above is None):
            yield Fault(path, f"{path_text(path)} needs below or above", "write one of the two")


def _unknown(path: TablePath, value: str, known: list[str]) -> Fault:
    what = f"{path_text(path)} is {toml_text(value)}, which this method does not define"
    return Fault(path, what, f"use one of {words_text(known)}")
