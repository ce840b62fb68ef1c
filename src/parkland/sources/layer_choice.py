"""Which layers of a source hold parcels, and that no file or frame is read twice."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from parkland.choices import require_text
from parkland.errors import LayerError, NoParcelsError, ParklandError, brief
from parkland.issues import Issue
from parkland.sources.closed_lines import closed_layers, shape_kinds
from parkland.sources.discovery import opened, same_stem
from parkland.sources.frame_layers import frame_layer
from parkland.sources.table_points import point_table
from parkland.sources.written import is_written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parkland.formats.layers import Container, Layer, Reader
    from parkland.sources.given_sources import GivenSource
    from parkland.sources.reading import Reading


class SeenSources:
    """The files and frames that are read, of which none may count twice."""

    def __init__(self, notes: list[Issue]) -> None:
        self._notes = notes
        self._files: set[Path] = set()
        self._frames: list[object] = []

    def fresh(self, containers: list[Container]) -> list[Container]:
        """Return the containers that were not read before, and note the others.

        A file can be named twice, alone and by its folder. An origin is a resolved path, so that
        links to one file count as the same file.
        """
        new = [container for container in containers if container.origin not in self._files]
        again = [container for container in containers if container.origin in self._files]
        self._files |= {container.origin for container in new}
        self._notes += [Issue(code="source.repeated", source=one.shown) for one in again]
        self._notes += same_stem(new)
        return new

    def is_fresh(self, source: GivenSource) -> bool:
        """Return whether a frame was not read before, and note it if it was."""
        again = any(source.given is one for one in self._frames)
        if again:
            self._notes.append(Issue(code="source.repeated", source=source.shown))
        self._frames.append(source.given)
        return not again


@contextmanager
def layers_of_source(
    source: GivenSource, layer: str | None, how: Reading, seen: SeenSources | None = None
) -> Iterator[tuple[list[Layer], list[Layer]]]:
    """Yield the layers of a source to read, and those that are left out; see `chosen_layers`."""
    if source.frame is not None:
        fresh = seen is None or seen.is_fresh(source)
        present: list[Layer] = [frame_layer(source.shown, source.frame)] if fresh else []
        yield _of_present(source.shown, present, layer, how) if present else ([], [])
        return
    with opened(source.shown, is_table=how.is_table) as found:
        containers = found if seen is None else seen.fresh(found)
        if found and not containers:
            yield [], []
        else:
            yield chosen_layers(source.shown, containers, layer, how)


def chosen_layers(
    source: object, containers: list[Container], layer: str | None, how: Reading
) -> tuple[list[Layer], list[Layer]]:
    """Return the layers of files to read, and those that are left out: they hold no parcels.

    Parcels are polygons, and the points of layers that the profile names. Layers of closed lines
    are read if no layer can hold polygons.

    Raises
    ------
    LayerError
        If no layer has the name `layer`.
    NoParcelsError
        If no layer can hold polygons.
    SourceFormatError
        If a file cannot be opened.
    """
    return _of_present(source, _present(containers, how), layer, how)


def _present(containers: list[Container], how: Reading) -> list[Layer]:
    """Return every layer of files.

    Raises
    ------
    SourceFormatError
        If a file cannot be opened.
    """
    present: list[Layer] = []
    for container in containers:
        if container.format.reads == "register":
            present.append(point_table(container, how.profile))
            continue
        reader: Reader = container.format.load()
        present += reader.layers_of(container)
    return present


def _of_present(
    source: object, present: list[Layer], layer: str | None, how: Reading
) -> tuple[list[Layer], list[Layer]]:
    """Return which of the layers that are present are read; see `chosen_layers`."""
    # A layer that the user names and that does not exist is an error; it is not read as "none".
    require_text(layer, "layer")
    if layer is not None:
        names = sorted(found.name for found in present)
        present = [found for found in present if fnmatch(found.name, layer)]
        if not present:
            raise LayerError("sources.no_layer", where=source, layer=brief(layer), names=names)
    points = [found for found in present if _is_register_of_points(found, how)]
    chosen = [found for found in present if found.may_hold_polygons or found in points]
    others = [found for found in present if found not in chosen]
    if chosen:
        return chosen, others
    if ours := [found for found in others if _is_written_points(found, how)]:
        return ours, [other for other in others if other not in ours]
    lines, (closed, number) = closed_layers(others, how.options)
    if not lines:
        kinds = sorted({found.geometry for found in others})
        if closed:
            raise NoParcelsError(
                "sources.open_lines",
                where=source,
                kinds=shape_kinds(kinds),
                closed=closed,
                number=number,
            )
        key = "only_points" if "Point" in ", ".join(kinds) else "no_polygons"
        raise NoParcelsError(
            f"sources.{key if kinds else 'no_layers'}", where=source, kinds=shape_kinds(kinds)
        )
    return lines, [other for other in others if other not in lines]


def _is_register_of_points(layer: Layer, how: Reading) -> bool:
    return layer.may_hold_points and how.profile.holds_points(layer.name)


def _is_written_points(layer: Layer, how: Reading) -> bool:
    """Return whether a layer of points holds parcels that parkland wrote, without outlines."""
    if not layer.may_hold_points:
        return False
    with suppress(ParklandError):
        return is_written(layer.read(how.options).frame.columns)
    return False
