"""What the chapters on assets are made from: the results of `asset_figures`, each made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from parkland.asset_figures import (
    LEAST_ENTERPRISES,
    asset_sentences,
    classify,
    land_balance,
    land_check,
    notices,
    park_means,
    per_mu,
)
from parkland.asset_figures.enterprise_land import enterprise_names
from parkland.asset_figures.rating_words import method_text
from parkland.conventions import load_method
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.asset_figures import AssetSentence
    from parkland.conventions import Method
    from parkland.reports.basis import Basis


@dataclass(frozen=True)
class AssetResults:
    """The assets of a report's ledger, as they stand on its day.

    Attributes
    ----------
    basis : Basis
    """

    basis: Basis

    @property
    def internal(self) -> bool:
        """Whether the report stays in the house."""
        return self.basis.assets.internal

    @property
    def year(self) -> int:
        """The year of land and figures."""
        return self.basis.assets.year or self.basis.ledger.as_of.year

    @cached_property
    def method(self) -> Method | None:
        """The method of rating, if there is one."""
        named = self.basis.assets.method
        return None if named is None else load_method(named)

    @cached_property
    def sentences(self) -> tuple[AssetSentence, ...]:
        """The sentences of all chapters."""
        period = self.basis.period
        return asset_sentences(
            self.basis.ledger,
            year=self.year,
            method=self.method,
            since=None if period is None else period.first,
            area=self.basis.area,
            internal=self.internal,
            lang=self.basis.lang,
        )

    def texts(self, chapter: str) -> tuple[str, ...]:
        """Return the sentences of a chapter."""
        return tuple(one.text(self.basis.lang) for one in self.sentences if one.chapter == chapter)

    @cached_property
    def check(self) -> pd.DataFrame:
        """The land of each enterprise beside what it states; it holds nothing confidential."""
        found = land_check(self.basis.ledger, year=self.year, area=self.basis.area)
        return found.assign(name=found["name"].where(found["name"].notna(), found["enterprise_id"]))

    @cached_property
    def rated(self) -> pd.DataFrame | None:
        """The classes by the method, a row for each row of `check`."""
        if self.method is None:
            return None
        return classify(
            self.basis.ledger, method=self.method, year=self.year,
            area=self.basis.area, lang=self.basis.lang,
        )  # fmt: skip

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The amounts and figures per mu, a row for each row of `check`: confidential."""
        rule = "net" if self.method is None else self.method.land
        return per_mu(self.basis.ledger, year=self.year, land=rule, area=self.basis.area)

    @cached_property
    def classes(self) -> pd.Series:
        """The class of each enterprise: computed with a method, else as the office publishes it."""
        if self.rated is not None:
            return self.rated["class_code"]
        stated = self.basis.ledger.yearly
        stated = stated[stated["year"] == self.year].drop_duplicates("enterprise_id")
        known = stated.set_index("enterprise_id")["stated_class"]
        return self.check["enterprise_id"].map(known)

    @cached_property
    def balance(self) -> pd.Series:
        """How the printed area of all parcels divides."""
        return land_balance(self.basis.ledger, year=self.year, area=self.basis.area)

    def means(self, by: str | None = None) -> pd.DataFrame:
        """Return the means of the park or of groups, without those that would tell too much.

        Of groups none is told where one has too few enterprises: it would follow from the others.
        """
        rule = "net" if self.method is None else self.method.land
        means = park_means(
            self.basis.ledger, year=self.year, by=by, land=rule, area=self.basis.area
        )
        means = means[means["enterprises"] > 0]
        if self.internal:
            return means
        least = means.groupby("indicator")["enterprises"].transform("min")
        return means[least >= LEAST_ENTERPRISES]

    @cached_property
    def notices(self) -> pd.DataFrame:
        """The notices on the day."""
        return notices(self.basis.ledger)

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each enterprise by its identifier."""
        return enterprise_names(self.basis.ledger.enterprises)

    @property
    def disclaimer(self) -> str:
        """Return whose result holds."""
        if self.method is not None:
            return self.method.disclaimer[self.basis.lang]
        return wording("asset_note.disclaimer", self.basis.lang)

    @property
    def class_note(self) -> str:
        """Return by what the classes are, and whose result holds."""
        if self.method is None:
            return self.text("class_stated", disclaimer=self.disclaimer)
        by = method_text(self.method, self.basis.lang)
        return self.text("class_computed", method=by, disclaimer=self.disclaimer)

    def text(self, key: str, **values: object) -> str:
        """Return a text of the section `asset_report` of the wording."""
        return wording(f"asset_report.{key}", self.basis.lang, **values)
