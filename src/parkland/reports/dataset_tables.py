"""The tables of the report of a dataset: by flag, by status, and by any column with every flag."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from parkland.display import label
from parkland.reports.report_blocks import TableBlock, TableColumn
from parkland.reports.report_columns import area_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.dataset_maps.dataset_legend import DatasetClasses
    from parkland.datasets import Dataset
    from parkland.reports.basis import Basis


@dataclass(frozen=True)
class DatasetTables:
    """Makes the tables; `basis` has the words and the unit, and no parcels."""

    dataset: Dataset
    basis: Basis

    @cached_property
    def by_flag(self) -> pd.DataFrame:
        """The totals by flag; the last row is that of all parcels."""
        return self.dataset.totals(by="flag", margins=True)

    def tables(self, groups: list[DatasetClasses]) -> Iterator[TableBlock]:
        """Yield the tables by flag, by status, and by the column of each of `groups`."""
        basis, lang = self.basis, self.basis.lang
        statuses = basis.statuses
        flags = [str(flag) for flag in self.by_flag.index[:-1]]
        first = TableColumn(key="flag", heading=basis.text("flag"))
        rows = [statuses.flag_label(flag, self.basis.lang) for flag in flags]
        yield self._figures(
            "by_flag", basis.text("by_flag"), first, rows, self.by_flag, total="total_once"
        )
        table = self.dataset.totals(by="status", margins=True)
        found = [str(code) for code in table.index[:-1]]
        styles = statuses.statuses
        first = TableColumn(key="status", heading=label("status", lang, statuses=statuses))
        names = [
            styles[code].label(self.basis.lang) if code in styles else basis.text("empty_group")
            for code in found
        ]
        colors = tuple(styles[code].color for code in found if code in styles)
        made = self._figures("by_status", basis.text("by_status"), first, names, table)
        yield made if len(colors) != len(found) else replace(made, colors=colors)
        for group in groups:
            yield self._crossed(group, flags)

    def _figures(
        self,
        key: str,
        caption: str,
        first: TableColumn,
        names: list[str],
        table: pd.DataFrame,
        *,
        total: str = "total",
    ) -> TableBlock:
        """Return a table of parcels and areas, with the net areas where land is counted twice."""
        basis, unit = self.basis, self.basis.unit
        shared = f"overlap_{unit}"
        has_net = shared in table.columns and bool(self.dataset.manifest["overlaps"])
        columns = [
            first,
            TableColumn(key="parcels", heading=label("parcels", self.basis.lang), kind="count"),
            area_column(basis, unit, unit),
        ]
        kept = ["parcels", f"area_{unit}"]
        if has_net:
            kept += [shared, f"net_{unit}"]
            columns += [
                area_column(basis, unit, name, label(name.split("_")[0], self.basis.lang))
                for name in kept[2:]
            ]
        cells = [
            (int(row[0]), *(float(value) for value in row[1:]))
            for row in table[kept].itertuples(index=False)
        ]
        return TableBlock(
            key=key,
            caption=caption,
            columns=tuple(columns),
            rows=tuple((name, *row) for name, row in zip(names, cells[:-1], strict=True)),
            total=(basis.text(total), *cells[-1]),
            note=basis.text("by_flag_note") if key == "by_flag" and basis.statuses.has_law else "",
        )

    def _crossed(self, group: DatasetClasses, flags: list[str]) -> TableBlock:
        """Return a row for each value of a column: parcels, area, and those with each flag."""
        basis, unit, lang = self.basis, self.basis.unit, self.basis.lang
        area = f"area_{unit}"
        whole = self.dataset.totals(by=group.by, margins=True)
        parts = self.dataset.totals(by=[group.by, "flag"])
        codes = group.codes(
            pd.DataFrame({group.by: pd.Series(list(whole.index[:-1]), dtype=object)})
        )
        heading = group.title
        columns = [
            TableColumn(key=group.by, heading=heading),
            TableColumn(key="parcels", heading=label("parcels", lang), kind="count"),
            area_column(basis, unit, unit),
        ]
        for flag in flags:
            name = basis.statuses.flag_label(flag, lang)
            columns += [
                TableColumn(
                    key=f"{flag}_parcels", heading=label("parcels", lang), kind="count", group=name
                ),
                area_column(basis, unit, f"{flag}_{unit}", group=name),
            ]
        rows = []
        for place, (value, row) in enumerate(
            zip(whole.index[:-1], whole.itertuples(index=False), strict=False)
        ):
            cells: list[Any] = [group.labels[codes[place]], int(row[0]), float(row[1])]
            own = parts.xs(value, level=0) if value is not None else _without_value(parts)
            for flag in flags:
                cells += [int(own["parcels"].get(flag, 0)), float(own[area].get(flag, 0.0))]
            rows.append(tuple(cells))
        by_flag = self.by_flag
        total: list[Any] = [
            basis.text("total"),
            int(whole["parcels"].iloc[-1]),
            float(whole[area].iloc[-1]),
        ]
        for flag in flags:
            total += [int(by_flag["parcels"][flag]), float(by_flag[area][flag])]
        return TableBlock(
            key=f"by_{group.by}",
            caption=basis.text("by_column", column=heading),
            columns=tuple(columns),
            rows=tuple(rows),
            total=tuple(total),
        )


def _without_value(parts: pd.DataFrame) -> pd.DataFrame:
    return parts[parts.index.get_level_values(0).isna()].droplevel(0)
