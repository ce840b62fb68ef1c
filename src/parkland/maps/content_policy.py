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

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>", re.IGNORECASE)
_DATA = re.compile(
    r"\btype\s*=\s*[\"'](?!module|text/javascript|application/javascript)", re.IGNORECASE
)


def with_policy(page: str, *, addresses: Iterable[str], tiles: Iterable[str]) -> str:
    """Return `page` with a Content-Security-Policy in its head.

    Parameters
    ----------
    page
        The HTML, exactly as it will be written: a hash covers every character of a script.
    addresses
        Addresses from which the page may load anything.
    tiles
        Addresses from which it may load pictures.
    """
    hosts = _hosts(addresses)
    pictures = _hosts(tiles)
    own = " ".join(_hashes(page))
    rules = {
        "default-src": "'none'",
        "script-src": f"{own} {hosts}",
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

    Examples
    --------
    >>> host_of("https://t{s}.tianditu.gov.cn/vec_w/wmts?LAYER=vec")
    'https://*.tianditu.gov.cn'
    """
    scheme, _, rest = address.rpartition("//")
    host = re.split(r"[/?#]", rest)[0]
    labels = ["*" if "{" in label else label for label in host.split(".")]
    if "*" in labels:
        labels = ["*", *labels[len(labels) - labels[::-1].index("*") :]]
    return f"{scheme or 'https:'}//{'.'.join(labels)}"


def _hashes(page: str) -> list[str]:
    """Return the hash of each script in the page; scripts from files and data have none."""
    found = []
    for script in _SCRIPT.finditer(page):
        attributes = script["attributes"]
        if re.search(r"\bsrc\s*=", attributes) or _DATA.search(attributes):
            continue
        text = page[script.end() : page.index("</script>", script.end())]
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # a browser does so before it hashes
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
        found.append(f"'sha256-{digest}'")
    return found
