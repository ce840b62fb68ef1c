"""Maps of a dataset: a folder that opens from disk, and vector tiles for a web server.

`draw_map` puts all parcels of a ledger into one page. A dataset has too many for that: its map is a
folder whose page loads the parcels of a view, or one file of tiles for programs that read these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.choices import Lang, choose, require_text
from parkland.errors import OutputError
from parkland.file_paths import file_path
from parkland.overwriting import require_replaceable

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from parkland.datasets import Dataset
    from parkland.figures import ValueClasses

__all__ = ["write_dataset_map"]

TILES = ".pmtiles"
PAGES = (".html", ".htm")


def write_dataset_map(
    dataset: Dataset,
    path: str | os.PathLike[str],
    /,
    *,
    colour_by: str | ValueClasses = "status",
    group_by: str | None = None,
    title: str | None = None,
    footer: str | None = None,
    overwrite: bool = False,
    lang: Lang = "zh",
) -> Path:
    """Write the map of a dataset: a folder, or vector tiles.

    A folder holds ``index.html``, which opens in a browser without a network or a server, and the
    files that it loads as the reader moves. Where more than 80,000 parcels would be in view, it
    shows squares that mix the colours of the classes by area. Its totals are those of
    `Dataset.totals`, under every filter, from the first moment. It shows the day of the dataset.

    A ``.pmtiles`` file holds the parcels with number, name, status and area in the layer
    ``parcels``, and squares with the class of most of their land in the layer ``overview``, for the
    zooms at which parcels would be too small. QGIS and MapLibre read it.

    Memory does not grow with the number of parcels; what must wait for all of them waits on disk.

    Parameters
    ----------
    dataset
        From `open_dataset`.
    path
        A folder, which is made, or a file that ends in ``.pmtiles`` (it needs
        ``parkland[tiles]``).
    colour_by
        A column, by its name or its heading. Of words each has a class, of more than ten those with
        the most land. Numbers and days are divided into ranges, as `ValueClasses` says or into five
        with about as many parcels each; all values of the column are held in memory meanwhile.
    group_by
        The column by which the folder's page filters beside the classes. Default: the county, the
        district or the layer, whichever is the first with a value and at most 200 of them.
    title
        Title of the map. Default: that of the profile.
    footer
        Last line of the panel. Default: internal, not for publication; ``""`` for none.
    overwrite
        Whether a ``.pmtiles`` file that parkland did not write may be replaced. A folder with
        anything but such a map in it is never replaced.
    lang
        Language of the map.

    Returns
    -------
    pathlib.Path
        `path`. It is complete, or what was there before.

    Raises
    ------
    ColumnError
        If there is no such column, if it is to be divided into ranges and holds no numbers, or if
        it has too many groups.
    OutputError
        If the map cannot be written, or if what is there may not be replaced.
    MissingLibraryError
        If vector tiles cannot be written here.
    ChoiceError
        If an argument is not one of its choices.

    Examples
    --------
    >>> import parkland as pk
    >>> ds = pk.open_dataset(pk.sample_path(), as_of="2020-12-31", out="ledger", columns="any")
    >>> pk.write_dataset_map(ds, "map").name
    'map'
    """
    from parkland.dataset_maps.map_folder import FolderOptions, write_map_folder
    from parkland.dataset_maps.own_folders import require_own_folder
    from parkland.dataset_maps.stored_parts import stored_parcels
    from parkland.dataset_maps.vector_tiles import write_vector_tiles
    from parkland.maps.page_words import page_title
    from parkland.progress import progress

    choose(lang, Lang, "lang")
    for name, text in (("title", title), ("footer", footer)):
        require_text(text, name)
    stored = stored_parcels(dataset)
    target = file_path(path)
    with progress("drawing", lang=lang):
        if target.suffix.lower() == TILES:
            require_replaceable(target, inputs=[dataset.path], overwrite=overwrite)
            name = title or page_title(stored.profile, lang)
            return write_vector_tiles(stored, target, by=colour_by, title=name, lang=lang)
        if target.suffix.lower() in PAGES:
            raise OutputError("dataset_maps.folder_not_page", where=target, name=target.stem)
        require_own_folder(target, inputs=[dataset.path])
        options = FolderOptions(
            by=colour_by, group_by=group_by, title=title, footer=footer, lang=lang
        )
        return write_map_folder(stored, target, options)
