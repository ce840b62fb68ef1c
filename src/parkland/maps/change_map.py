"""`draw_changes`: the map of before, after and change, as one page.

The rows of the page are the relations of a comparison, on their ground and coloured by kind, so
that the legend filters kinds and the table, the search and the popup are those of every map. The
parcels of both sides are two more layers, coloured by status; the page shows one of the three, or
before and after beside a line that is moved by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.changes import KINDS, Changes
from parkland.changes.one_plane import in_one_plane
from parkland.choices import Lang, choose
from parkland.display import code_words, day_text, label, parcel_names, unit_label, value_texts
from parkland.errors import ChoiceError, brief
from parkland.figures import figures_of
from parkland.languages import grammar
from parkland.maps.base_maps import find_base_map
from parkland.maps.drawn_coordinates import shown_shapes
from parkland.maps.legend_head import page_palette
from parkland.maps.map_page import PageContent, bounds_of, measured_units
from parkland.maps.measuring_plane import plane_of
from parkland.maps.packed_shapes import pack_shapes, spatial_order
from parkland.maps.packing import Pack
from parkland.maps.page_frame import framed
from parkland.maps.page_parcels import whole_units
from parkland.maps.page_words import page_words
from parkland.schema import LIST_JOINT
from parkland.wording import resource, wording, wordings

if TYPE_CHECKING:
    import folium
    import geopandas as gpd

    from parkland.conventions import StatusSet
    from parkland.ledger_record import Ledger

TABLES = ("flag", "status")  # opening and closing by these stand in the panel
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
    if not isinstance(changes, Changes):
        raise ChoiceError(f"{brief(changes)} is not a comparison", do="pass the result of compare")
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
            "reason": pack.texts(self._moves()),
            "basis": pack.texts(self._facts()),
            "columns": self._columns(area),
            "periods": None,
            "trouble": [],
            "context": [],
            "compared": self._compared(),
            "assets": None,
            "base": None,
            "images": [],
            "tiles": [],
        }
        return PageContent(head, pack.base64())

    def _ground(self) -> pd.Series:
        """Return the ground of each relation, as printed: by the later survey, else the earlier."""
        unit = self.changes.unit
        later = self.rows["after_id"].notna()
        return self.rows[f"after_{unit}"].where(later, self.rows[f"before_{unit}"])

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
        words = page_words(changes.after, title=title, footer=None, lang=lang)
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

    def _columns(self, area: pd.Series) -> list[dict[str, Any]]:
        """Return the columns of the table and the popup."""
        rows, unit, changes = self.rows, self.changes.unit, self.changes
        one, other = rows["before_id"], rows["after_id"]
        renamed = one.notna() & other.notna() & (one != other)
        both = one.astype(object) + " → " + other.astype(object)
        name = both.where(renamed, other.where(other.notna(), one).astype(object))
        shared = {"searched": True, "listed": True, "in_popup": True}
        sides = {
            "before": (changes.before, rows["before"]),
            "after": (changes.after, rows["after"]),
        }
        statuses = {
            side: self._of(ledger, labels, "status") for side, (ledger, labels) in sides.items()
        }
        after, before = (
            self._of(ledger, labels, "holder") for ledger, labels in reversed(sides.values())
        )
        holder = after.where(after.notna(), before)
        return [
            self._number("ellipsoidal", label("area", self.lang), area),
            self._text(
                "parcel_id", label("parcel_id", self.lang), name, searched=True, listed=True
            ),
            self._text("before_id", self.text("before_id"), one, **shared),
            self._text("after_id", self.text("after_id"), other, **shared),
            self._number(
                "before", self.text("area_before"), rows[f"before_{unit}"].where(one.notna())
            ),
            self._number(
                "after", self.text("area_after"), rows[f"after_{unit}"].where(other.notna())
            ),
            self._text("holder", label("holder", self.lang), holder, **shared),
            *(
                self._text(f"status_{side}", self.text(f"status_{side}"), found, in_popup=True)
                for side, found in statuses.items()
            ),
            self._text("relation", self.text("relation"), self._relations(), in_popup=True),
            self._text("fields", self.text("fields"), self._listed_fields(), in_popup=True),
            self._text("evidence", self.text("evidence"), self._evidence(), in_popup=True),
        ]

    def _of(self, ledger: Ledger, labels: pd.Series, column: str) -> pd.Series:
        """Return a column of a side for each relation, in words; missing where it has no parcel."""
        words = value_texts(
            ledger.parcels[column], column, self.lang, statuses=self.statuses
        ).astype(object)
        places = ledger.parcels.index.get_indexer(pd.Index(labels.where(labels.notna(), None)))
        found = (
            words.to_numpy()[np.maximum(places, 0)] if len(words) else np.full(len(places), None)
        )
        return pd.Series(found, dtype=object).where(pd.Series(places >= 0))

    def _text(self, name: str, heading: str, values: pd.Series, **places: bool) -> dict[str, Any]:
        texts = values.astype(object).where(values.notna(), None)
        described = {"kind": "text", "name": name, "label": heading, **places}
        return described | self.pack.texts(texts.where(texts != "", None))

    def _number(self, name: str, heading: str, values: pd.Series) -> dict[str, Any]:
        digits, lang = self.changes.digits, self.lang
        unit = unit_label(self.changes.unit, lang)
        whole = whole_units(values, digits)
        known = np.isfinite(whole)
        least = int(whole[known].min(initial=0))
        return {
            "kind": "number",
            "name": name,
            "label": heading,
            "heading": heading + grammar(lang).brackets(unit),
            "digits": digits,
            "unit": unit,
            "least": least,
            "values": self.pack.integers(np.where(known, whole - least + 1, 0)),
        } | ({} if name == "ellipsoidal" else {"in_popup": True, "listed": True})

    def _relations(self) -> pd.Series:
        return self.rows["relation"].map(code_words("change_relation", self.lang))

    def _listed_fields(self) -> pd.Series:
        return self.rows["fields"].map(
            lambda names: grammar(self.lang).join(
                label(name, self.lang, statuses=self.statuses)
                for name in names.split(LIST_JOINT)
                if name
            )
        )

    def _evidence(self) -> pd.Series:
        words = code_words("change_evidence", self.lang)
        return self.rows["evidence"].map(
            lambda codes: grammar(self.lang).join(
                words[code] for code in codes.split(LIST_JOINT) if code
            )
        )

    def _moves(self) -> pd.Series:
        """Return for each relation how the status changed, with the cause."""
        causes = code_words("change_cause", self.lang)
        answers = wordings("answer", self.lang)
        texts: dict[int, list[str]] = {}
        for move in self.changes.statuses.to_dict("records"):
            words = self.statuses.words(move["what"], self.lang) or answers
            flag = self.statuses.flag(move["what"])
            what = flag.label(self.lang) if flag else label(move["what"], self.lang)
            text = self.text(
                "move",
                what=what,
                was=words.get(move["from"], move["from"]),
                now=words.get(move["to"], move["to"]),
                cause=causes[move["cause"]],
            )
            texts.setdefault(int(move["relation"]), []).append(text)
        return self._for_rows(texts)

    def _facts(self) -> pd.Series:
        """Return for each relation which facts changed, and how."""
        texts: dict[int, list[str]] = {}
        facts = self.changes.facts
        facts = facts.astype(object).where(facts.notna(), "")
        for fact in facts.to_dict("records"):
            name = label(str(fact["field"]), self.lang, statuses=self.statuses)
            text = self.text("fact", name=name, was=fact["value_before"], now=fact["value_after"])
            texts.setdefault(int(fact["relation"]), []).append(text)
        return self._for_rows(texts)

    def _for_rows(self, texts: dict[int, list[str]]) -> pd.Series:
        clauses = grammar(self.lang).clauses
        found = [clauses(texts.get(row, [])) or None for row in self.order.tolist()]
        return pd.Series(found, dtype=object)

    def _compared(self) -> dict[str, Any]:
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
        resurveyed = table[f"resurvey_{unit}"].any()
        flows = ("opening", "in", "out", *(["resurvey"] if resurveyed else []), "closing")
        ins = table[f"in_{unit}"] + table[f"new_{unit}"]
        outs = table[f"out_{unit}"] + table[f"gone_{unit}"]
        numbers = pd.DataFrame(
            {
                "opening": table[f"opening_{unit}"],
                "in": ins,
                "out": outs,
                "resurvey": table[f"resurvey_{unit}"],
                "closing": table[f"closing_{unit}"],
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
