"""The files of a map that a page loads when it needs them: a script that delivers one block.

A page that is opened from disk may not read other files, but it may run scripts. So each file is a
call with its name, what stands in its block, and the block. The mark of the map is in every file,
so that a file of another map is not taken for one of this.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parkland.maps.parcel_layer import script_json

if TYPE_CHECKING:
    from pathlib import Path

    from parkland.maps.packing import Pack


@dataclass(slots=True)
class DeliveredFiles:
    """Writes the files of a map into its folder.

    Attributes
    ----------
    folder : Path
        The folder of the map, as it is made.
    mark : str
        Letters and digits that only this map has.
    """

    folder: Path
    mark: str
    bytes: int = field(default=0)
    number: int = field(default=0)

    def write(self, name: str, described: dict[str, Any], pack: Pack) -> None:
        """Write one block.

        Parameters
        ----------
        name
            A folder and a number, such as ``"parcels/00012"``; the file has the ending ``.js``.
        described
            What stands in the block.
        pack
            The block.
        """
        path = self.folder / f"{name}.js"
        path.parent.mkdir(exist_ok=True)
        head = script_json(described)
        text = f'parkland.delivered("{self.mark}","{name}",{head},"{pack.base64()}");\n'
        content = text.encode()
        path.write_bytes(content)
        self.bytes += len(content)
        self.number += 1
