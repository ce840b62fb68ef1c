"""Unpack archives (.zip, .kmz) into a folder, within limits.

No member is written outside the folder. An archive that would fill the disk is refused before it is
unpacked.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from contextlib import suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError, brief
from parkland.formats.registry import FOREIGN_ARCHIVES, FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# An archive is refused if its unpacked size is larger than this number of bytes, or larger than
# the packed size by this factor. Packed sizes below 1 MiB count as 1 MiB, because small files of
# zeros have large ratios and do no harm.
MOST_BYTES = 4 * 2**30
MOST_RATIO = 200
MOST_MEMBERS = 10_000
ARCHIVES = (
    *FOREIGN_ARCHIVES,
    *(ending for one in FORMATS if one.reads == "archive" for ending in one.endings),
)
NAME_BYTES = 200  # longer names are shortened; file systems allow 255 bytes
UTF8_FLAG = 0x800


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a zip archive into `folder`.

    Raises
    ------
    SourceFormatError
        If the archive is damaged or encrypted, contains another archive, exceeds the limits, or has
        a member that would be written outside `folder`.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            members = [member for member in packed.infolist() if not member.is_dir()]
            _refuse_bombs(archive, members)
            for member in members:
                target = _target(archive, member, folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(member) as inside, target.open("wb") as outside:
                    shutil.copyfileobj(inside, outside)
    except SourceFormatError:
        raise
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, ValueError) as error:
        raise SourceFormatError("formats.archive_damaged", where=archive, error=error) from error
    except (RuntimeError, NotImplementedError) as error:
        raise SourceFormatError("formats.archive_encrypted", where=archive) from error


def _refuse_bombs(archive: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    # The sizes come from the directory of the archive; zipfile stops a member at its stated size.
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > MOST_BYTES or size > MOST_RATIO * max(packed, 2**20):
        raise SourceFormatError("formats.archive_too_large", where=archive, size=size / 2**20)
    if len(members) > MOST_MEMBERS:
        raise SourceFormatError("formats.many_members", where=archive, count=len(members))


def _target(archive: Path, member: zipfile.ZipInfo, folder: Path) -> Path:
    """Return the path to which a member is written.

    Raises
    ------
    SourceFormatError
        If the path is outside `folder` or has been written already, or if the member is an archive.
    """
    parts = PurePosixPath(_name(member).replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0].startswith("/") or ":" in parts[0]:
        raise SourceFormatError(
            "formats.member_outside", where=archive, filename=brief(member.filename)
        )
    target = folder.joinpath(*map(_shortened, parts))
    if target.suffix.lower() in ARCHIVES:
        raise SourceFormatError("formats.nested_archive", where=archive, path="/".join(parts))
    if target.exists():
        raise SourceFormatError("formats.repeated_member", where=archive, path="/".join(parts))
    return target


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member, decoded from UTF-8 or GBK."""
    if member.flag_bits & UTF8_FLAG:
        return member.filename
    # Without the flag, the standard prescribes cp437 and zipfile decodes so. Chinese programs write
    # GBK instead, and some write UTF-8 without the flag: encoding back gives the original bytes.
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeError):
            return member.filename.encode("cp437").decode(encoding)
    return member.filename


def _shortened(name: str) -> str:
    """Return a name that file systems accept.

    A shortened name contains a hash of its stem. So the files of one shapefile keep a common stem,
    and those of two shapefiles keep different ones.
    """
    raw = name.encode()
    if len(raw) <= NAME_BYTES:
        return name
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    mark = hashlib.sha256(stem.encode()).hexdigest()[:8]
    return f"{stem.encode()[: NAME_BYTES - 20].decode(errors='ignore')}-{mark}{suffix[:10]}"
