"""From the TOML file of a method, and those it extends, to the frozen `Method`."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from parkland.conventions.file_names import SUFFIX, convention_name
from parkland.conventions.method_checks import method_faults
from parkland.conventions.method_file import (
    AdjustTable,
    ClassesTable,
    ExclusionTable,
    GroupTable,
    IndicatorTable,
    LowTable,
    MethodFile,
    exact_limit,
)
from parkland.conventions.methods import (
    Adjustment,
    Classes,
    Cutoff,
    Exclusion,
    Group,
    Indicator,
    LowCriterion,
    Method,
)
from parkland.conventions.toml_layers import merged, raise_faults_by_file, read_layers
from parkland.conventions.typed_tables import completed
from parkland.languages import in_every_language, languages, made_from_texts
from parkland.wording import wording

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping


ALL = "all"  # the group of a method that names none


def load_method(method: str | os.PathLike[str] | Method, /) -> Method:
    """Return a method of rating by bundled name, by file, or as it is.

    Parameters
    ----------
    method
        The name of a bundled example (``"huangyan-2022"``, ``"jingde-minmax"``), the path of a
        ``.toml`` file, or a `Method`. A file may write ``extends`` and hold what differs.

    Raises
    ------
    ConventionError
        If there is no such method, or it has faults. The message names each by its path in the
        file, what stands there and what is expected.

    Examples
    --------
    >>> method = load_method("huangyan-2022")
    >>> method.year, method.is_example, [group.key for group in method.groups]
    (2022, True, ['above', 'below'])
    """
    if isinstance(method, Method):
        return method
    name = convention_name(method, "method")
    return _read(name) if name.endswith(SUFFIX) else _bundled(name)


@made_from_texts
def _bundled(name: str) -> Method:
    return _read(name)


def _read(name: str) -> Method:
    layers = read_layers(name, "method", MethodFile)
    file = completed(merged(layers), MethodFile, where=name, whole="")
    raise_faults_by_file(method_faults(file), layers)
    shared = _indicators(file.indicators)
    groups = tuple(_group(key, table, shared, file.classes) for key, table in file.groups.items())
    if not groups and file.classes is not None:
        everybody = {lang: wording("method.all", lang) for lang in languages()}
        table = GroupTable(name=dict(everybody))
        groups = (_group(ALL, table, shared, file.classes),)
    return Method(
        name=name,
        title=_texts(file.title),
        document=_texts(file.document),
        source=_texts(file.source),
        disclaimer=_texts(file.disclaimer),
        year=file.year,
        verified=file.verified,
        is_example=file.is_example,
        formula=file.formula,
        lowest=_exact(file.lowest),
        land=file.area.rule,
        minimum_mu=_exact(file.area.minimum_mu),
        tenants=file.tenants.rule,
        tenant_scales=tuple(file.tenants.scales),
        groups=groups,
        exclusions=tuple(map(_exclusion, file.exclusions)),
        adjustments=tuple(map(_adjustment, file.adjust)),
        low_efficiency=tuple(map(_low, file.low_efficiency)),
    )


def _group(
    key: str,
    table: GroupTable,
    shared: tuple[Indicator, ...],
    classes: ClassesTable | None,
) -> Group:
    own = table.classes or classes
    assert own is not None  # noqa: S101 - `method_faults` demands one
    return Group(
        key=key,
        name=_texts(table.name),
        scales=tuple(table.scales),
        industries=tuple(table.industries),
        districts=tuple(table.districts),
        indicators=shared if table.indicators is None else _indicators(table.indicators),
        classes=Classes(
            tuple(Cutoff(one.code, one.to, exact_limit(one.score)) for one in own.cutoffs),
            own.counting,
            own.minimum_group,
        ),
    )


def _indicators(tables: Mapping[str, IndicatorTable]) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            key=key,
            name=_texts(one.name),
            numerator=one.numerator,
            denominator=one.denominator,
            weight=_exact(one.weight),
            base=one.base if isinstance(one.base, str) else exact_limit(one.base),
            cap=exact_limit(one.cap),
            floor=exact_limit(one.floor),
            negative=one.negative,
            missing=one.missing,
        )
        for key, one in tables.items()
    )


def _exclusion(table: ExclusionTable) -> Exclusion:
    return Exclusion(
        reason=_texts(table.reason),
        operating=tuple(table.operating),
        industries=tuple(table.industries),
        scales=tuple(table.scales),
        registered_within_years=table.registered_within_years,
        land_held_within_years=table.land_held_within_years,
        tenants_only=table.tenants_only,
    )


def _adjustment(table: AdjustTable) -> Adjustment:
    return Adjustment(
        reason=_texts(table.reason),
        indicator=table.indicator,
        below=exact_limit(table.below),
        above=exact_limit(table.above),
        tenants_above=table.tenants_above,
        enterprises=tuple(table.enterprises),
        scales=tuple(table.scales),
        points=_exact(table.points),
        points_per_tenant=_exact(table.points_per_tenant),
        at_most=table.at_most,
        at_least=table.at_least,
        to=table.to,
    )


def _low(table: LowTable) -> LowCriterion:
    return LowCriterion(
        name=_texts(table.name),
        indicator=table.indicator,
        below=exact_limit(table.below),
        above=exact_limit(table.above),
        scales=tuple(table.scales),
    )


def _exact(value: float) -> Fraction:
    return Fraction(repr(value))


def _texts(text: str | Mapping[Any, str]) -> Mapping[str, str]:
    return MappingProxyType(in_every_language(text))
