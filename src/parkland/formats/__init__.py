"""File formats: one module or small package for each, reading and writing together."""
