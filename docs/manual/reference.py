"""The pages of the reference, which are made from the package at every build."""

from __future__ import annotations

from .api_pages import api_pages
from .column_pages import column_page
from .command_pages import command_page
from .fault_pages import fault_page
from .key_pages import key_pages

Pages = dict[str, str | bytes]


def reference_pages(lang: str) -> Pages:
    """Return the generated pages of the reference in `lang`, by their path."""
    return {
        "reference/commands.md": command_page(lang),
        "reference/faults.md": fault_page(lang),
        "reference/columns.md": column_page(lang),
        **key_pages(lang),
        **api_pages(lang),
    }
