"""What has to agree between the values of a method, beyond the type of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.conventions.convention_faults import (
    Fault,
    fault_at,
    path_text,
    shown_words,
    toml_text,
)

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
                yield fault_at(
                    (*where, "denominator"),
                    "conventions.divides_itself",
                    where_=path_text(where),
                    numerator=one.numerator,
                )
            if method.formula == "ratio" and one.base is None:
                yield fault_at(
                    (*where, "base"), "conventions.no_base", value=path_text((*where, "base"))
                )
            if one.floor is not None and one.cap is not None and one.floor > one.cap:
                yield fault_at(
                    (*where, "floor"),
                    "conventions.floor_above_cap",
                    other_path=(*where, "cap"),
                    value=path_text((*where, "floor")),
                    floor=one.floor,
                    cap=one.cap,
                )
    if not method.groups and not method.indicators:
        yield fault_at(("indicators",), "conventions.no_indicators")
    for key, group in method.groups.items():
        if not (method.indicators if group.indicators is None else group.indicators):
            path = ("groups", key)
            yield fault_at(path, "conventions.group_without_indicators", path=path_text(path))


def _class_faults(method: MethodFile) -> Iterator[Fault]:
    found: list[tuple[TablePath, ClassesTable]] = []
    if method.classes is not None:
        found.append((("classes",), method.classes))
    for key, group in method.groups.items():
        if group.classes is not None:
            found.append((("groups", key, "classes"), group.classes))
        elif method.classes is None:
            missing: TablePath = ("groups", key, "classes")
            yield fault_at(missing, "conventions.group_without_classes", missing=path_text(missing))
    if not method.groups and method.classes is None:
        yield fault_at(("classes",), "conventions.no_classes")
    for path, classes in found:
        yield from _cutoff_faults((*path, "cutoffs"), classes)


def _cutoff_faults(path: TablePath, classes: ClassesTable) -> Iterator[Fault]:
    cutoffs = classes.cutoffs
    codes = [cutoff.code for cutoff in cutoffs]
    if not cutoffs or len(set(codes)) < len(codes) or "" in codes:
        yield fault_at(path, "conventions.bad_classes", path=path_text(path))
        return
    for place, cutoff in enumerate(cutoffs, start=1):
        if (cutoff.to is None) == (cutoff.score is None):
            where = (*path, place)
            yield fault_at(where, "conventions.needs_to_or_score", where_=path_text(where))
            return
    shares = [cutoff.to for cutoff in cutoffs if cutoff.to is not None]
    scores = [cutoff.score for cutoff in cutoffs if cutoff.score is not None]
    if shares and scores:
        yield fault_at(path, "conventions.mixes_to_and_score", path=path_text(path))
    elif shares and (shares != sorted(shares) or shares[-1] != 1):
        yield fault_at(path, "conventions.shares_do_not_rise", path=path_text(path))
    elif scores != sorted(scores, reverse=True):
        yield fault_at(path, "conventions.scores_do_not_fall", path=path_text(path))


def _empty_rules(method: MethodFile) -> Iterator[Fault]:
    """Yield rules without a condition, which would hold for everybody, or without an effect."""
    for place, one in enumerate(method.exclusions, start=1):
        given = (one.operating, one.industries, one.scales, one.tenants_only)
        days = (one.registered_within_years, one.land_held_within_years)
        if not any(given) and all(years is None for years in days):
            path = ("exclusions", place)
            yield fault_at(path, "conventions.excludes_everyone", path=path_text(path))
    for place, rule in enumerate(method.adjust, start=1):
        path = ("adjust", place)
        effects = (rule.points, rule.points_per_tenant, rule.at_most, rule.at_least, rule.to)
        if not any(effects):
            yield fault_at(path, "conventions.changes_nothing", path=path_text(path))
        conditions = (rule.indicator, rule.enterprises, rule.scales, rule.points_per_tenant)
        if not any(conditions) and rule.tenants_above is None:
            yield fault_at(path, "conventions.changes_everyone", path=path_text(path))


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
            yield fault_at(path, "conventions.needs_below_above", path=path_text(path))
        for key in ("at_most", "at_least", "to"):
            if (code := getattr(rule, key)) and code not in codes:
                yield _unknown((*path, key), code, sorted(codes))
    for place, low in enumerate(method.low_efficiency, start=1):
        path = ("low_efficiency", place)
        if low.indicator not in known:
            yield _unknown((*path, "indicator"), low.indicator, known)
        if (low.below is None) == (low.above is None):
            yield fault_at(path, "conventions.needs_below_above", path=path_text(path))


def _unknown(path: TablePath, value: str, known: list[str]) -> Fault:
    return fault_at(
        path,
        "conventions.undefined_in_method",
        path=path_text(path),
        value=toml_text(value),
        known=shown_words(known),
    )
