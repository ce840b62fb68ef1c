"""parkland: parcels of industrial land, their status, their acreage, and maps that open offline.

A ledger is opened once, and every function takes it:

>>> import parkland as pk
>>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
>>> pk.totals(ledger, margins=True)["area_mu"].tolist()
[728.0, 95.9, 170.78, 124.0, 1829.08]

Open
    `open_ledger` (files, folders, registers, tables of assets), or step by step: `read_parcels`,
    `read_register`, `clean`, `measure`, `flag_status`. `inspect_source` only looks.
Look
    A ledger at the end of a cell shows itself; `show` does so in a language, and for tables.
    ``ledger.view()`` has the columns that matter. `ParcelMap` is a live map.
Ask
    `totals`, `reconcile`, `overlaps`, `gaps` (figures); `explain`, `timeline`, `deadlines`,
    `contradictions` (status); `land_of`, `per_mu`, `classify`, `notices`, `projects`,
    `commitments` (enterprises); `compare` (two states).
Write
    `draw_map` and `save_map`, `print_map`, `write_report`, `write_parcels`, `write_documents`,
    `write_changes`, `write_cards`.

``help(pk.totals)`` has definitions, units and an example of each. `parkland.schema` has the
columns, `parkland.errors` the errors. The public names are listed in ``__init__.pyi``, for type
checkers and for the loader; each is imported on first use, so that ``import parkland`` loads no
other library.
"""

import lazy_loader

import parkland.frozen_mappings  # noqa: F401 - a ledger is pickled as soon as there is one

__version__ = "0.2.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
