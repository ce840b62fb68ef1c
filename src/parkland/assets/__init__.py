"""Assets: the enterprises, their land, yearly figures, notices, projects and commitments.

`read_assets` reads tables of an office into the record `Assets`. A table goes through these steps:
`asset_files` finds the tables and tells what each is about, `typed_rows` parses its columns,
`mentions` and `enterprise_keys` decide which enterprise a row is about, the modules of frames make
one table of all, and the modules of checks ask whether they can be true. What is computed from
them stands in a room above.
"""

from parkland.assets.asset_reading import read_assets
from parkland.assets.asset_record import Assets, no_assets

__all__ = ["Assets", "no_assets", "read_assets"]
