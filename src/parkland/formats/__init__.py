"""File formats: each has one module or small package that reads and writes it.

`registry` lists every format once, and `format_lookup` finds the format of a file. `layers` defines
the interface of a format: layers that read themselves into a `LayerContent`, and a writer. Formats
that GDAL reads share `gdal_layers`, `gdal_pieces` and `gdal_writing`. `written_columns` selects the
columns for every writer. `text_encodings` and `evidence` serve several formats.
"""
