"""The two sides of the page of a comparison, and its tables of opening and closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from parkland.changes.one_plane import in_one_plane
from parkland.conventions import statuses_of
from parkland.display import day_text, label, parcel_names, unit_label
from parkland.figures import figures_of
from parkland.languages import grammar
from parkland.maps.drawn_coordinates import shown_shapes
from parkland.maps.packed_shapes import pack_shapes, spatial_order
from parkland.wording import wording

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.changes import Changes
    from parkland.choices import Lang
    from parkland.ledger_record import Ledger
    from parkland.maps.packing import Pack

TABLES = ("flag", "status")  # opening and closing by these stand in the panel


class ComparedSides:
    """Describes the earlier and the later parcels, coloured by status.

    Parameters
    ----------
    changes
        The comparison.
    pack
        The block of the page, into which shapes and texts go.
    shift
        As for `shown_shapes`.
    lang
        Language of the page.
    """

    def __init__(self, changes: Changes, /, *, pack: Pack, shift: str, lang: Lang) -> None:
        self.changes, self.pack, self.shift, self.lang = changes, pack, shift, lang
        self.statuses = statuses_of(changes.after)

    def text(self, key: str, **values: object) -> str:
        """Return a text of the section ``changes`` of the wording."""
        return wording(f"changes.{key}", self.lang, **values)

    def described(self) -> dict[str, Any]:
        """Return the two sides, and the tables of opening and closing."""
        changes = self.changes
        present = {
            *changes.before.parcels["status"].unique(),
            *changes.after.parcels["status"].unique(),
        }
        keys = [key for key in self.statuses.statuses if key in present]
        styles = [self.statuses.statuses[key] for key in keys]
        places = {key: n for n, key in enumerate(keys)}
        return {
            "before": self._side(changes.before, self.text("opening"), places),
            "after": self._side(changes.after, self.text("closing"), places),
            "statuses": [{"label": one.label(self.lang), "color": one.color} for one in styles],
            "tables": [self._printed(by) for by in TABLES if (changes.totals["by"] == by).any()],
            "change": self.text("kind"),
            "swipe": self.text("swipe"),
            "views": self.text("views"),
            "legend": label("status", self.lang, statuses=self.statuses),
        }

    def _side(self, ledger: Ledger, name: str, places: dict[str, int]) -> dict[str, Any]:
        shapes = self._in_frame(ledger)
        order = spatial_order(shapes)
        status = ledger.parcels["status"].map(places).fillna(0).to_numpy(dtype="int64")
        names = parcel_names(ledger.parcels, form="short")
        figures = figures_of(ledger, unit=self.changes.unit, digits=self.changes.digits)
        unit = unit_label(self.changes.unit, self.lang)
        areas = [
            grammar(self.lang).quantity(figures.format(value), unit)
            for value in figures.leaves.fillna(0.0).tolist()
        ]
        return {
            "label": grammar(self.lang).labelled(name, day_text(ledger.as_of)),
            "shapes": pack_shapes(self.pack, shapes.to_numpy()[order]),
            "status": self.pack.integers(status[order]),
            "called": self.pack.texts(names.iloc[order].tolist()),
            "areas": self.pack.texts(areas[place] for place in order.tolist()),
        }

    def _in_frame(self, ledger: Ledger) -> gpd.GeoSeries:
        """Return the shapes of a side on the page: earlier ones where the later layer has them."""
        import geopandas as gpd

        changes = self.changes
        shapes = ledger.parcels.geometry
        if ledger is changes.before and (
            changes.shift.length_m or shapes.crs != changes.parcels.crs
        ):
            plane = in_one_plane(shapes, changes.after.parcels.geometry)
            moved = changes.shift.applied(plane.before, plane.metre)
            shapes = gpd.GeoSeries(moved, index=shapes.index, crs=plane.crs)
        return shown_shapes(shapes, shift=self.shift)

    def _printed(self, by: str) -> dict[str, Any]:
        """Return opening and closing by a column, as the report prints them."""
        table, unit, digits = self.changes.total(by), self.changes.unit, self.changes.digits
        ending = self.changes.printed
        resurveyed = table[f"resurvey_{ending}"].any()
        flows = ("opening", "in", "out", *(["resurvey"] if resurveyed else []), "closing")
        ins = table[f"in_{ending}"] + table[f"new_{ending}"]
        outs = table[f"out_{ending}"] + table[f"gone_{ending}"]
        numbers = pd.DataFrame(
            {
                "opening": table[f"opening_{ending}"],
                "in": ins,
                "out": outs,
                "resurvey": table[f"resurvey_{ending}"],
                "closing": table[f"closing_{ending}"],
            }
        )[list(flows)]
        words = self.statuses.words(by, self.lang)
        named = [
            self.text("total")
            if group == "total"
            else self.statuses.flag_label(str(group), self.lang)
            if by == "flag"
            else words.get(str(group), str(group))
            for group in table.index
        ]
        styles = self.statuses.statuses
        colors = [styles[group].color for group in table.index[:-1]] if by == "status" else []
        heading = self.text("flag") if by == "flag" else label(by, self.lang)
        return {
            "caption": self.text("totals_by", column=heading)
            + grammar(self.lang).brackets(unit_label(unit, self.lang)),
            "headings": [heading, *(self.text(flow) for flow in flows)],
            "colors": colors,
            "rows": [
                [name, *(f"{value + 0.0:,.{digits}f}" for value in row)]
                for name, row in zip(named, numbers.to_numpy().tolist(), strict=True)
            ],
        }
