"""parkland: parcels of industrial land, their status, their acreage, and maps that open offline.

The README has a first session, `parkland.schema` the columns, `parkland.errors` the errors. The
public names are listed in ``__init__.pyi``, for type checkers and for the loader; each is imported
on first use, so that ``import parkland`` loads no other library.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
