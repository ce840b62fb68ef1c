"""File formats: one module or small package for each, reading and writing together.

`registry` names every format once, and `format_lookup` finds the format of a file. `layers` says
what a module of a format gives: layers that read themselves into a `LayerContent`, and a writer.
Formats that GDAL reads share `gdal_layers`, `gdal_pieces` and `gdal_writing`; `written_columns` is
what every writer writes; `text_encodings` and `evidence` serve several formats.
"""
