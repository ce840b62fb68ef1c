"""The keys of a method file and the types of their values, as they stand in the TOML file.

The comments of `resources/methods/huangyan-2022.toml` say what each key means. `methods` has the
frozen objects that these tables become.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field

from parkland.choices import LandRule
from parkland.conventions.value_types import Count, Limit, LocalText, Share, Years
from parkland.wording import resource

# The amounts of an enterprise and a year that an indicator can divide.
Amount = Literal[
    "land_m2", "tax_cny", "value_added_cny", "output_cny", "revenue_cny", "rnd_cny",
    "fixed_investment_cny", "energy_tce", "electricity_kwh", "emission_t", "employees",
]  # fmt: skip
if TYPE_CHECKING:
    Scale = str
    Operating = str
else:
    # The codes of the tables of assets, which a method can name.
    _CODES = resource("assets.toml")["codes"]
    Scale = Literal[tuple(_CODES["yearly.scale"])]
    Operating = Literal[tuple(_CODES["enterprises.operating"])]
TenantsRule = Literal["own", "merge", "follow"]
Formula = Literal["ratio", "minmax"]
Counting = Literal["floor", "half_up"]
Negative = Literal["keep", "zero"]
Missing = Literal["uncomputable", "zero", "mean"]

Base = Annotated[
    Annotated[float, Meta(gt=0, le=1e15)] | Literal["mean", "median"],
    Meta(description="conventions.value.base"),
]
Weight = Annotated[float, Meta(gt=0, le=1000, description="conventions.value.weight")]
Year = Annotated[int, Meta(ge=1990, le=2200, description="conventions.value.method_year")]
Percent = Annotated[float, Meta(ge=0, le=100, description="conventions.value.percent")]


class AreaTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[area]``: the land that is divided by, and the least land that is rated."""

    rule: LandRule = "net"
    minimum_mu: Limit = 0.0


class TenantsTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[tenants]``: how enterprises without land of their own are rated."""

    rule: TenantsRule = "own"
    scales: list[Scale] = []


class IndicatorTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """An indicator: one amount by another, its weight, and what its score is measured by."""

    name: LocalText
    numerator: Amount
    denominator: Amount
    weight: Weight
    base: Base | None = None
    cap: Limit | None = None
    floor: Limit | None = None
    negative: Negative = "keep"
    missing: Missing = "uncomputable"


class CutoffTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """A class and where it ends: the share of the ranks up to it, or the lowest score of it."""

    code: str
    to: Share | None = None
    score: Limit | None = None


class ClassesTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[classes]``."""

    cutoffs: list[CutoffTable]
    counting: Counting = "floor"
    minimum_group: Count = 1


class GroupTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """A group that is ranked by itself: which enterprises it has, and what differs in it."""

    name: LocalText
    scales: list[Scale] = []
    industries: list[str] = []
    districts: list[str] = []
    indicators: dict[str, IndicatorTable] | None = None
    classes: ClassesTable | None = None


class ExclusionTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """A reason not to be rated: who meets every condition that is given meets it."""

    reason: LocalText
    operating: list[Operating] = []
    industries: list[str] = []
    scales: list[Scale] = []
    registered_within_years: Years | None = None
    land_held_within_years: Years | None = None
    tenants_only: bool = False


class AdjustTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """A rule that changes a score before the ranking, or a class after it."""

    reason: LocalText
    indicator: str = ""
    below: Limit | None = None
    above: Limit | None = None
    tenants_above: Count | None = None
    enterprises: list[str] = []
    scales: list[Scale] = []
    points: Limit = 0.0
    points_per_tenant: Limit = 0.0
    at_most: str = ""
    at_least: str = ""
    to: str = ""


class LowTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """A criterion of low efficiency: an indicator and one limit."""

    name: LocalText
    indicator: str
    below: Limit | None = None
    above: Limit | None = None
    scales: list[Scale] = []


class MethodFile(Struct, kw_only=True, forbid_unknown_fields=True):
    """A whole method, with what it extends."""

    extends: str = ""
    title: LocalText
    document: LocalText
    year: Year
    verified: bool = False
    is_example: bool = False
    source: LocalText = ""
    disclaimer: LocalText
    formula: Formula = "ratio"
    lowest: Percent = 20.0
    area: AreaTable = field(default_factory=AreaTable)
    tenants: TenantsTable = field(default_factory=TenantsTable)
    indicators: dict[str, IndicatorTable] = {}
    groups: dict[str, GroupTable] = {}
    classes: ClassesTable | None = None
    exclusions: list[ExclusionTable] = []
    adjust: list[AdjustTable] = []
    low_efficiency: list[LowTable] = []


def exact_limit(value: float | None) -> Fraction | None:
    """Return a number of a file as the decimal that is written there."""
    return None if value is None else Fraction(repr(value))
