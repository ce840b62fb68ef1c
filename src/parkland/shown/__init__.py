"""How objects show themselves: a ledger, an explanation, receipts, tables of results.

`show` is the only entrance. The modules `ledger_blocks`, `receipt_blocks` and `table_blocks` say
what an object consists of (`shown_blocks`); `html_text` and `terminal_text` write it. `parcel_view`
is the table that `Ledger.view` returns. A record asks this room through `parkland.showing`.
"""

from parkland.shown.parcel_view import parcel_view
from parkland.shown.showing_verb import Shown, show

__all__ = ["Shown", "parcel_view", "show"]
