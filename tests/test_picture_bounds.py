"""A picture of a few bytes that declares a huge size is refused before it is decoded."""

import struct
import zlib

import pytest

import parkland as pk

pytest.importorskip("rasterio")


def png(width, height):
    """Return a black picture of one bit for each pixel."""

    def chunk(kind, data):
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    packer = zlib.compressobj(9)
    row = b"\0" * (width // 8 + 2)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_picture_of_a_billion_pixels_is_refused_at_once(ledger, tmp_path):
    path = tmp_path / "航片.png"
    path.write_bytes(png(40_000, 25_000))
    path.with_suffix(".pgw").write_text("0.00001\n0\n0\n-0.00001\n118.5\n29.2\n", encoding="ascii")
    with pytest.raises(pk.ParklandError, match="40,000 times 25,000 pixels") as raised:
        pk.draw_map(ledger, image=path)
    assert "\n" not in str(raised.value)
