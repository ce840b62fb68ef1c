"""Frozen mappings can be pickled and copied, so that ledgers and their parts can be too.

Profiles, rulebooks and receipts hold `types.MappingProxyType`, which Python does not pickle by
itself. It is told here how, in the way that the standard library has for types of others.
"""

from __future__ import annotations

import copyreg
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def frozen(entries: Mapping[Any, Any], /) -> MappingProxyType[Any, Any]:
    """Return a mapping that cannot be changed; a pickle names this function.

    Examples
    --------
    >>> import pickle
    >>> pickle.loads(pickle.dumps(frozen({"a": 1})))
    mappingproxy({'a': 1})
    """
    return MappingProxyType(dict(entries))


def _reduced(mapping: MappingProxyType[Any, Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    return frozen, (dict(mapping),)


copyreg.pickle(MappingProxyType, _reduced)
