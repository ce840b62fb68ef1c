"""Blocks of a drawing that insert one another grow without bounds, and are refused before that."""

import pytest

import parkland as pk

HEADER = ["0", "SECTION", "2", "HEADER", "9", "$ACADVER", "1", "AC1015", "0", "ENDSEC"]
PARCEL = ["0", "LWPOLYLINE", "100", "AcDbEntity", "100", "AcDbPolyline", "8", "地块", "90", "4",
          "70", "1", "10", "40345000", "20", "3223000", "10", "40345100", "20", "3223000",
          "10", "40345100", "20", "3223100", "10", "40345000", "20", "3223100"]  # fmt: skip


def insertion(name, *, columns=1, rows=1):
    array = ["70", str(columns), "71", str(rows), "44", "1", "45", "1"]
    return ["0", "INSERT", "8", "0", "2", name, "10", "0", "20", "0", *array]


def block(name, *entities):
    content = [line for entity in entities for line in entity]
    return ["0", "BLOCK", "8", "0", "2", name, "10", "0", "20", "0", *content, "0", "ENDBLK"]


def drawing(path, blocks, entities):
    lines = [
        *HEADER,
        *["0", "SECTION", "2", "BLOCKS", *(line for one in blocks for line in one), "0", "ENDSEC"],
        *["0", "SECTION", "2", "ENTITIES", *(line for one in entities for line in one)],
        *["0", "ENDSEC", "0", "EOF"],
    ]
    path.write_text("\n".join(lines) + "\n", encoding="gbk")
    return path


def nested(levels, fan):
    inner = [block("B0", PARCEL)]
    return inner + [block(f"B{i}", *[insertion(f"b{i - 1}")] * fan) for i in range(1, levels)]


@pytest.mark.parametrize(
    ("blocks", "entities"),
    [
        (nested(10, 10), [insertion("B9"), PARCEL]),
        (nested(40, 2), [insertion("B39"), PARCEL]),
        (nested(1, 1), [insertion("B0", columns=30_000, rows=30_000), PARCEL]),
        ([block("A", insertion("B")), block("B", insertion("A"))], [insertion("A"), PARCEL]),
    ],
    ids=["ten of ten", "two of two, forty deep", "array", "circle"],
)
def test_blocks_that_grow_without_bounds_are_refused_at_once(tmp_path, blocks, entities):
    path = drawing(tmp_path / "总图.dxf", blocks, entities)
    with pytest.raises(pk.ParklandError, match="blocks are inserted so often") as raised:
        pk.read_parcels(path, crs=4528)
    assert "\n" not in str(raised.value)


def test_blocks_within_bounds_are_read_as_before(tmp_path):
    path = drawing(tmp_path / "总图.dxf", nested(3, 4), [insertion("B2"), PARCEL])
    assert len(pk.read_parcels(path, crs=4528)) >= 1
