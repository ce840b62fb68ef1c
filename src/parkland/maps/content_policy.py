"""The Content-Security-Policy of a page: which scripts it runs, and which hosts it may ask.

A script runs only if the policy has the SHA-256 of its text. A script that comes into the page as
data, in a name or in an attribute of a source file, does not run. Styles are allowed as they are,
because folium writes them into elements. A host is allowed only for a base map, or for an element
of folium that needs it; `save_map` warns about the latter.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from parkland.errors import ChoiceError

if TYPE_CHECKING:
    from collections.abc import Iterable

ADDS_SCRIPTS = "'strict-dynamic'"
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>", re.IGNORECASE)
_END = re.compile(r"</script", re.IGNORECASE)
# A host is a name, or a number in brackets; a part of a name may be a place to fill in.
_ADDRESS = re.compile(
    r"(?P<scheme>https?:)?//(?P<host>[A-Za-z0-9.{}-]+|\[[0-9A-Fa-f:.]+\])(?P<port>:\d{1,5})?(?=[/?#]|\Z)",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"\btype\s*=\s*[\"'](?!module|text/javascript|application/javascript)", re.IGNORECASE
)


def with_policy(
    page: str, *, addresses: Iterable[str], tiles: Iterable[str], adds_scripts: bool = False
) -> str:
    """Return `page` with a Content-Security-Policy in its head.

    Parameters
    ----------
    page
        The HTML, exactly as it will be written: a hash covers every character of a script.
    addresses
        Addresses from which the page may load anything.
    tiles
        Addresses from which it may load pictures.
    adds_scripts
        Whether scripts that the policy names may add further ones, such as the files of a map that
        is a folder. One that stands in the page as data still does not run.
    """
    hosts = _hosts(addresses)
    pictures = _hosts(tiles)
    own = " ".join(_hashes(page))
    rules = {
        "default-src": "'none'",
        "script-src": f"{own} {hosts} {ADDS_SCRIPTS if adds_scripts else ''}",
        "style-src": f"'unsafe-inline' {hosts}",
        "img-src": f"data: blob: {pictures} {hosts}",
        "font-src": f"data: {hosts}",
        "connect-src": hosts or "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    policy = "; ".join(" ".join(f"{name} {value}".split()) for name, value in rules.items())
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return re.sub(r"<head>", lambda head: f"{head[0]}\n{tag}", page, count=1)


def _hosts(addresses: Iterable[str]) -> str:
    return " ".join(sorted({host_of(address) for address in addresses}))


def host_of(address: str) -> str:
    """Return the host of an address in the form of a policy; a part in braces is any name.

    Raises
    ------
    ChoiceError
        If the address has another form. Its text stands in the policy, and must not add to it.

    Examples
    --------
    >>> host_of("https://t{s}.tianditu.gov.cn/vec_w/wmts?LAYER=vec")
    'https://*.tianditu.gov.cn'
    """
    found = _ADDRESS.match(address)
    if found is None:
        raise ChoiceError("maps.no_address", where=address)
    labels = ["*" if "{" in label else label for label in found["host"].split(".")]
    if "*" in labels:
        labels = ["*", *labels[len(labels) - labels[::-1].index("*") :]]
    return f"{found['scheme'] or 'https:'}//{'.'.join(labels)}{found['port'] or ''}"


def _hashes(page: str) -> list[str]:
    """Return the hash of each script in the page; scripts from files and data have none.

    The page is walked as a browser walks it: inside a script nothing begins another one, so that
    a text which looks like a script has no hash.
    """
    found = []
    script = _SCRIPT.search(page)
    while script:
        end = _END.search(page, script.end())
        if end is None:
            break
        attributes = script["attributes"]
        if not re.search(r"\bsrc\s*=", attributes) and not _DATA.search(attributes):
            # A browser changes line ends before it hashes.
            text = page[script.end() : end.start()].replace("\r\n", "\n").replace("\r", "\n")
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
            found.append(f"'sha256-{digest}'")
        script = _SCRIPT.search(page, end.end())
    return found
