"""An office's conventions, as data: column names, units, vocabulary, meaning of layers, CRS.

A profile is a TOML file that `extends` another, in the end the bundled ``default``; tables are
merged key by key, everything else is replaced. The bundled profiles are in `resources/profiles/`;
`default.toml` documents every key.
"""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from parkland.conventions.toml_layers import frozen, read_layered, required
from parkland.errors import ConventionError
from parkland.schema import AXIS_CODES, FACTS, FIELDS
from parkland.units import AREA_UNITS, MOST_DIGITS, YUAN

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

V = TypeVar("V")

# A profile of this name beside the data is the profile of that data.
FOLDER_PROFILE = "parkland.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRules:
    """How an office prints areas and what it takes for equal; see ``[areas]`` of `default.toml`."""

    digits: Mapping[str, int]
    tolerance_m2: float
    tolerance_share: float
    slip_share: float
    overlap_least_m2: float
    sliver_width_m: float
    whole_share: float
    gap_width_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRules:
    """Which canonical fields the ledger of a report shows, in order, and who compiles it."""

    columns: tuple[str, ...]
    compiled_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The conventions of one office. Frozen: use `dataclasses.replace` to change one."""

    name: str
    title: Mapping[str, str]
    notice: Mapping[str, str]
    rulebook: str
    crs: str
    box: tuple[float, float, float, float] | None
    least_width_m: float
    registers: tuple[str, ...]
    empties: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    aliases: Mapping[str, tuple[str, ...]]
    area_unit: str
    money_unit: str
    column_units: Mapping[str, str]
    unit_codes: Mapping[str, str]
    unit_columns: Mapping[str, tuple[str, ...]]
    axes: Mapping[str, Mapping[str, str]]
    implies: Mapping[str, tuple[str, ...]]
    layers: tuple[tuple[str, Mapping[str, str]], ...]
    areas: AreaRules
    report: ReportRules

    def layer_meaning(self, layer: str) -> Mapping[str, str]:
        """Return what it means to lie in `layer`: axis -> code; empty if nothing."""
        for pattern, meaning in self.layers:
            if fnmatch.fnmatch(layer, pattern):
                return meaning
        return MappingProxyType({})


def load_profile(profile: str | os.PathLike[str] | Profile = "default") -> Profile:
    """Return a profile by bundled name, by file, or as it is.

    Raises
    ------
    ConventionError
        If there is no such profile, or it is not well formed.

    Examples
    --------
    >>> load_profile("default").aliases["parcel_id"][0]
    '地块编号'
    """
    if isinstance(profile, Profile):
        return profile
    content = read_layered(str(profile), kind="profile", keys=_KEYS)
    try:
        return _build(str(profile), content)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConventionError(
            f"the profile is not well formed ({type(error).__name__}: {error})",
            where=profile,
            do="compare it with the bundled default.toml",
        ) from error


def folder_profile(source: str | os.PathLike[str]) -> Path | None:
    """Return the profile that lies in the folder `source`, if there is one."""
    path = Path(source) / FOLDER_PROFILE
    return path if path.is_file() else None


def _build(name: str, content: dict[str, Any]) -> Profile:
    units = content["units"]
    box = tuple(float(edge) for edge in content["box"])
    required(
        set(content["aliases"]) <= {field.name for field in FACTS}, "aliases of unknown fields"
    )
    said = [(axis, code) for axis, codes in content["axes"].items() for code in codes]
    said += [("disposal_kind", code) for code in content["implies"]]
    said += [pair for layer in content["layers"] for pair in layer.items() if pair[0] != "pattern"]
    for axis, code in said:
        required(code in AXIS_CODES.get(axis, ()), f"unknown code {axis} = {code!r}")
    areas = [units["area"], *units.get("column", {}).values(), *units.get("codes", {}).values()]
    for unit in areas:
        required(unit in AREA_UNITS, f"unknown unit {unit!r}")
    required(units["money"] in YUAN, f"unknown unit {units['money']!r}")
    required(len(box) in (0, 4), "box wants west, south, east, north")
    title = content["title"]
    return Profile(
        name=name,
        title=frozen(title if isinstance(title, dict) else {"zh": title, "en": title}),
        notice=frozen(content["notice"]),
        rulebook=str(content["rulebook"]),
        crs=str(content["crs"]),
        box=(box[0], box[1], box[2], box[3]) if box else None,
        least_width_m=float(content["least_width_m"]),
        registers=tuple(str(pattern) for pattern in content["registers"]),
        empties=frozenset(word.casefold() for word in content["empties"]),
        yes=frozenset(word.casefold() for word in content["yes"]),
        no=frozenset(word.casefold() for word in content["no"]),
        aliases=frozen({field: tuple(names) for field, names in content["aliases"].items()}),
        area_unit=units["area"],
        money_unit=units["money"],
        column_units=frozen(units.get("column", {})),
        unit_codes=frozen(units.get("codes", {})),
        unit_columns=frozen({key: tuple(names) for key, names in content["unit_columns"].items()}),
        axes=frozen(
            {
                axis: frozen({word: code for code, words in codes.items() for word in words})
                for axis, codes in content["axes"].items()
            }
        ),
        implies=frozen({code: tuple(names) for code, names in content["implies"].items()}),
        layers=tuple(
            (layer["pattern"], frozen({k: v for k, v in layer.items() if k != "pattern"}))
            for layer in content["layers"]
        ),
        areas=_area_rules(content["areas"]),
        report=_report_rules(content["report"]),
    )


def _report_rules(content: dict[str, Any]) -> ReportRules:
    columns = tuple(str(name) for name in content["columns"])
    for column in columns:
        required(column in FIELDS, f"unknown column {column!r} of the report")
    return ReportRules(columns=columns, compiled_by=str(content["compiled_by"]))


def _area_rules(content: dict[str, Any]) -> AreaRules:
    digits = content["digits"]
    required(set(digits) == set(AREA_UNITS), f"digits wants {', '.join(AREA_UNITS)}")
    required(
        all(type(places) is int and 0 <= places <= MOST_DIGITS for places in digits.values()),
        f"digits are whole numbers from 0 to {MOST_DIGITS}",
    )
    numbers = {name: float(value) for name, value in content.items() if name != "digits"}
    required(all(value >= 0 for value in numbers.values()), "a negative tolerance")
    return AreaRules(digits=frozen(digits), **numbers)


_KEYS = frozenset(
    [
        "extends",
        "title",
        "notice",
        "rulebook",
        "crs",
        "box",
        "least_width_m",
        "registers",
        "empties",
        "yes",
        "no",
        "units",
        "aliases",
        "unit_columns",
        "axes",
        "implies",
        "layers",
        "areas",
        "report",
    ]
)
