"""`draw_changes`: the map of before, after and change, as one page.

The rows of the page are the relations of a comparison, on their ground and coloured by kind. So the
legend filters kinds, and table, search and popup are those of every map. The
parcels of both sides are two more layers, coloured by status; the page shows one of the three, or
before and after beside a line that is moved by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from parkland.changes import KINDS, Changes, changes_of
from parkland.choices import Lang, choose
from parkland.display import code_words, day_text, label, unit_label
from parkland.languages import grammar
from parkland.maps.base_maps import find_base_map
from parkland.maps.change_columns import ChangeColumns
from parkland.maps.compared_sides import ComparedSides
from parkland.maps.drawn_coordinates import shown_shapes
from parkland.maps.legend_head import page_palette
from parkland.maps.map_page import PageContent, bounds_of, measured_units
from parkland.maps.measuring_plane import plane_of
from parkland.maps.packed_shapes import pack_shapes, spatial_order
from parkland.maps.packing import Pack
from parkland.maps.page_frame import framed
from parkland.maps.page_words import page_words
from parkland.wording import resource, wording

if TYPE_CHECKING:
    import folium

    from parkland.conventions import StatusSet

RELATIONS = ("whole", "exchanged", "lost", "gained")


def draw_changes(
    changes: Changes,
    /,
    *,
    title: str | None = None,
    base_map: str = "none",
    lang: Lang = "zh",
) -> folium.Map:
    """Return the map of a comparison: before, after, and what changed.

    Parameters
    ----------
    changes
        From `compare`.
    title
        Title of the page. Default: that of the profile, with what changed.
    base_map
        As for `draw_map`.
    lang
        Language of the page.

    Returns
    -------
    folium.Map
        As of `draw_map`; `save_map` writes it.

    Raises
    ------
    ChoiceError
        If `changes` is not a comparison, or an argument is not one of its choices.

    Examples
    --------
    >>> import parkland as pk
    >>> sides = (pk.open_ledger(pk.sample_path(), as_of=f"{year}-12-31") for year in (2019, 2020))
    >>> type(draw_changes(pk.compare(*sides))).__mro__[1].__name__
    'Map'
    """
    choose(lang, Lang, "lang")
    changes = changes_of(changes)
    base = find_base_map(base_map, lang=lang)
    content = _ChangePage(changes, lang, base.shift if base else "").content(title)
    content.head["base"] = base.described() if base else None
    return framed(content, changes.after, base=base, lang=lang)


class _ChangePage:
    """Puts the head and the block of the page of a comparison together."""

    def __init__(self, changes: Changes, lang: Lang, shift: str) -> None:
        from parkland.conventions import statuses_of

        self.changes, self.lang, self.shift = changes, lang, shift
        self.pack = Pack()
        self.statuses: StatusSet = statuses_of(changes.after)
        shapes = shown_shapes(changes.parcels.geometry, shift=shift)
        self.order = spatial_order(shapes)
        self.shapes = shapes.to_numpy()[self.order]
        self.bounds = bounds_of(shapes)
        self.rows = changes.parcels.iloc[self.order].reset_index(drop=True)

    def text(self, key: str, **values: object) -> str:
        return wording(f"changes.{key}", self.lang, **values)

    def content(self, title: str | None) -> PageContent:
        """Return the page, without its base map."""
        changes, pack, rows = self.changes, self.pack, self.rows
        area = self._ground()
        columns = ChangeColumns(changes, self.order, pack=pack, lang=self.lang)
        sides = ComparedSides(changes, pack=pack, shift=self.shift, lang=self.lang)
        kinds = [kind for kind in KINDS if (rows["kind"] == kind).any()]
        relations = [word for word in RELATIONS if (rows["relation"] == word).any()]
        colors = resource("palette.toml")["change"]
        kind_words = code_words("change_kind", self.lang)
        relation_words = code_words("change_relation", self.lang)
        nothing: list[Any] = [None] * len(rows)
        head = {
            "words": self._words(title),
            "digits": changes.digits,
            "counted": "ellipsoidal",
            "units": measured_units(changes.after, self.lang),
            **plane_of(changes.parcels.geometry),
            "shift": self.shift,
            "bounds": self.bounds,
            "shapes": pack_shapes(pack, self.shapes),
            "order": pack.integers(self.order),
            "classes": {
                "by": "change",
                "title": self.text("kind"),
                "items": [
                    {"label": kind_words[kind], "color": str(colors[kind])}
                    | self._figures(area, rows["kind"] == kind)
                    for kind in kinds
                ],
            },
            "palette": page_palette(self.statuses, self.lang),
            "class": pack.integers(rows["kind"].map({k: n for n, k in enumerate(kinds)})),
            "layers": [
                {"label": relation_words[word]} | self._figures(area, rows["relation"] == word)
                for word in relations
            ],
            "layer": pack.integers(rows["relation"].map({w: n for n, w in enumerate(relations)})),
            "flags": [],
            "total": self._figures(area, pd.Series(data=True, index=rows.index)),
            "called": pack.texts(nothing),
            "reason": pack.texts(columns.moves()),
            "basis": pack.texts(columns.facts()),
            "columns": columns.columns(area),
            "periods": None,
            "trouble": [],
            "context": [],
            "compared": sides.described(),
            "assets": None,
            "base": None,
            "images": [],
            "tiles": [],
        }
        return PageContent(head, pack.base64())

    def _ground(self) -> pd.Series:
        """Return the ground of each relation, as printed: by the later survey, else the earlier."""
        ending = self.changes.printed
        later = self.rows["after_id"].notna()
        return self.rows[f"after_{ending}"].where(later, self.rows[f"before_{ending}"])

    def _figures(self, area: pd.Series, chosen: pd.Series) -> dict[str, str]:
        return {
            "parcels": f"{int(chosen.sum()):,}",
            "area": f"{float(area[chosen].sum()):,.{self.changes.digits}f}",
        }

    def _words(self, title: str | None) -> dict[str, Any]:
        changes, lang = self.changes, self.lang
        own = changes.after.profile.title.get(lang, "")
        days = self.text(
            "days", before=day_text(changes.before.as_of), after=day_text(changes.after.as_of)
        )
        words = page_words(changes.after, title=title, footer=None, lang=lang, unit=changes.unit)
        area = label("area", lang) + grammar(lang).brackets(unit_label(changes.unit, lang))
        named = self.text("title", own=own) if own else self.text("title_plain")
        return words | {
            "title": title or named,
            "subtitle": [days, *words["subtitle"][1:2], *self._sentences()],
            "asOf": days,
            "parcels": self.text("relation_number"),
            "area": area,
            "unit": unit_label(changes.unit, lang),
            "layers": self.text("relation"),
            "layer": self.text("relation"),
            "undetermined": "",
            "total": self.text("all_ground"),
            "sources": [],
            "accounts": [],
        }

    def _sentences(self) -> list[str]:
        terms = self.changes.printed_balance
        unit = unit_label(self.changes.unit, self.lang)
        texts = {
            name: grammar(self.lang).quantity(f"{value:,.{self.changes.digits}f}", unit)
            for name, value in terms.items()
        }
        return [
            self.text(
                "balance",
                area_before=texts["opening"],
                area_after=texts["closing"],
                **{name: texts[name] for name in ("kept", "gone", "resurvey", "new")},
            )
        ]
