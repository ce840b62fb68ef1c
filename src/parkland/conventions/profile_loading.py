"""From the TOML file of a profile, and those it extends, to the frozen `Profile`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from parkland.conventions.compared_text import cell_word, compact_word, heading_word
from parkland.conventions.file_names import MOST_FILES, SUFFIX, convention_name, named_in
from parkland.conventions.language_file import load_language
from parkland.conventions.own_axes import axis_faults, own_axes, with_claimed_words
from parkland.conventions.own_conditions import (
    condition_faults,
    conditions,
    conditions_in_force,
)
from parkland.conventions.profile_checks import VOCABULARIES, profile_faults
from parkland.conventions.profile_file import (
    AreasTable,
    AssetsTable,
    LayerTable,
    ProfileFile,
    given_fields,
)
from parkland.conventions.profiles import (
    AREA_NUMBERS,
    AreaRules,
    AssetTables,
    Coordinates,
    Profile,
    ReportRules,
    TableLimits,
)
from parkland.conventions.toml_file import read_toml
from parkland.conventions.toml_layers import layer_with, merged, raise_faults_by_file, read_layers
from parkland.conventions.typed_tables import completed
from parkland.errors import ConventionError, brief
from parkland.languages import in_every_language, made_from_texts

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from parkland.choices import AreaUnit
    from parkland.conventions.toml_layers import Layer


# A profile of this name beside the data is the profile of that data.
FOLDER_PROFILE = "parkland.toml"
# The bundled profile that has every key.
WHOLE = "default"


def load_profile(profile: str | os.PathLike[str] | Profile = "default", /) -> Profile:
    """Return a profile by bundled name, by file, or as it is.

    Parameters
    ----------
    profile
        The name of a bundled profile, the path of a ``.toml`` file, or a `Profile`.

    Raises
    ------
    ConventionError
        If there is no such profile, or it has faults. The message names each by its path in the
        file, what stands there and what is expected.

    Examples
    --------
    >>> load_profile("default").aliases["parcel_id"][0]
    '地块编号'
    """
    if isinstance(profile, Profile):
        return profile
    name = convention_name(profile, "profile")
    return _read(name) if name.endswith(SUFFIX) else _bundled(name)


def folder_profile(source: str | os.PathLike[str], /) -> Path | None:
    """Return the profile that lies in the folder `source`, if there is one."""
    path = Path(source) / FOLDER_PROFILE
    return path if path.is_file() else None


@made_from_texts
def _bundled(name: str) -> Profile:
    """Read a bundled profile once: it is frozen."""
    return _read(name)


def _read(name: str) -> Profile:
    # Texts of a profile may be in languages that it adds, so that these come first.
    added = _added_languages(name)
    layers = read_layers(name, "profile", ProfileFile)
    whole = "" if any(layer.name == WHOLE for layer in layers) else WHOLE
    content = merged(with_claimed_words(_with_equal_headings(layers)), VOCABULARIES)
    file = completed(content, ProfileFile, where=name, whole=whole)
    own = [*axis_faults(file.statuses), *condition_faults(file.conditions)]
    raise_faults_by_file([*profile_faults(file), *own], layers)
    named = layer_with(layers, ("rulebook",))
    rulebook = named_in(named.name, file.rulebook, key="rulebook", kind="rulebook")
    profile = _profile(
        name,
        file,
        rulebook=rulebook,
        report_units=_report_units(file, layers),
        languages=added,
        where=layer_with(layers, ("conditions",)).name,
    )
    conditions_in_force(profile)
    return profile


def _added_languages(name: str) -> tuple[str, ...]:
    """Read the languages that a profile and those that it extends name, and return their codes.

    A file that is no profile is left to `read_layers`, which words its faults.

    Raises
    ------
    ConventionError
        If a file of a language cannot be used.
    """
    codes: list[str] = []
    for _ in range(MOST_FILES):
        if not name.endswith(SUFFIX):
            break
        try:
            content = read_toml(Path(name), name=name, kind="profile")
        except ConventionError:
            break
        listed = content.get("languages", [])
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            break
        for one in listed:
            if not one.endswith(SUFFIX):
                raise ConventionError(
                    "conventions.no_language_file", where=name, one=brief(one), suffix=SUFFIX
                )
            path = named_in(name, one, key="languages", kind="profile")
            codes.append(load_language(path))
        extends = content.get("extends", "")
        if not isinstance(extends, str) or not extends.endswith(SUFFIX):
            break
        name = str(Path(name).parent / extends)
    return tuple(dict.fromkeys(codes))


def _report_units(file: ProfileFile, layers: Sequence[Layer]) -> tuple[AreaUnit, ...]:
    """Return the units of the tables of a report, in order.

    An office that says in which units it prints areas means its report too, unless the same file or
    one above it names the units of the report.
    """
    printed, reported = (
        layers.index(layer_with(layers, path)) for path in (("units", "print"), ("report", "units"))
    )
    return tuple(file.units.print if printed < reported else file.report.units)


def _with_equal_headings(layers: Sequence[Layer]) -> list[Layer]:
    """Return the layers with the headings of ``[units.column]`` spelled as in the upper file.

    Tables are merged by their keys. A heading that an office spells in another letter case than
    the bundled file is still the same heading, and its unit is the office's.
    """
    spelled: dict[str, str] = {}
    layers_spelled = []
    for layer in layers:
        units = layer.content.get("units", {})
        column = units.get("column", {})
        renamed: dict[str, str] = {}
        for heading, unit in column.items():
            other = spelled.get(heading_word(heading)[0], heading)
            # Two headings of one file that are equal stay, so that the check finds them.
            renamed[heading if other in column else other] = unit
        content = (
            layer.content | {"units": units | {"column": renamed}} if column else layer.content
        )
        layers_spelled.append(replace(layer, content=content))
        spelled |= {heading_word(heading)[0]: heading for heading in renamed}
    return layers_spelled


def _profile(
    name: str,
    file: ProfileFile,
    *,
    rulebook: str,
    report_units: tuple[AreaUnit, ...],
    languages: tuple[str, ...],
    where: str,
) -> Profile:
    box = file.box
    return Profile(
        name=name,
        title=_texts(file.title),
        notice=_texts(file.notice),
        rulebook=rulebook,
        crs=file.crs,
        box=(box[0], box[1], box[2], box[3]) if box else None,
        least_width_m=file.least_width_m,
        registers=tuple(file.registers),
        number_texts=tuple(file.number_texts),
        points=tuple(file.points),
        languages=languages,
        empties=frozenset(map(cell_word, file.empties)),
        yes=frozenset(map(cell_word, file.yes)),
        no=frozenset(map(cell_word, file.no)),
        aliases=_tuples(file.aliases),
        print_units=tuple(file.units.print),
        area_unit=file.units.area,
        money_unit=file.units.money,
        column_units=MappingProxyType(
            {heading_word(heading)[0]: unit for heading, unit in file.units.column.items()}
        ),
        unit_codes=MappingProxyType(
            {cell_word(code): unit for code, unit in file.units.codes.items()}
        ),
        unit_columns=_tuples(file.unit_columns),
        axes=MappingProxyType(
            {
                axis: MappingProxyType(
                    {compact_word(word): code for code, words in codes.items() for word in words}
                )
                for axis, codes in given_fields(file.axes).items()
            }
        ),
        qualifiers=frozenset(map(compact_word, file.qualifiers)),
        revoking=frozenset(map(compact_word, file.revoking)),
        hints=_tuples(file.hints),
        implies=_tuples(file.implies),
        layers=tuple(map(_layer_meaning, file.layers)),
        areas=_area_rules(file.areas),
        limits=TableLimits(**given_fields(file.limits)),
        coordinates=Coordinates(
            x=tuple(file.coordinates.x),
            y=tuple(file.coordinates.y),
            crs=file.coordinates.crs,
        ),
        decimal_mark=file.cells.decimal_mark,
        day_order=file.cells.day_order,
        report=ReportRules(
            columns=tuple(file.report.columns),
            compiled_by=file.report.compiled_by,
            units=report_units,
        ),
        documents=MappingProxyType(given_fields(file.documents)),
        assets=_asset_tables(file.assets),
        own_axes=own_axes(file.statuses),
        conditions=conditions(file.conditions, where=where),
    )


def _area_rules(table: AreasTable) -> AreaRules:
    numbers = {name: float(getattr(table, name)) for name in AREA_NUMBERS}
    return AreaRules(
        digits=MappingProxyType(given_fields(table.digits)),
        most_overlaps=table.most_overlaps,
        **numbers,
    )


def _asset_tables(table: AssetsTable) -> AssetTables:
    files = given_fields(table)
    headings, year = files.pop("headings"), files.pop("year")
    return AssetTables(files=MappingProxyType(files), headings=_tuples(headings), year=year)


def _layer_meaning(table: LayerTable) -> tuple[str, Mapping[str, str]]:
    meaning = given_fields(table)
    return meaning.pop("pattern"), MappingProxyType(meaning)


def _tuples(lists: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(values) for key, values in lists.items()})


def _texts(text: str | Mapping[Any, str]) -> Mapping[str, str]:
    return MappingProxyType(in_every_language(text))
