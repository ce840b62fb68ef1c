"""Maps of a dataset: a folder that opens from disk."""
