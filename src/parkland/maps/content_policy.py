"""What a page may load: itself, and nothing of any host that was not asked for.

Scripts are allowed by the SHA-256 of their text, so that none can be slipped in; styles stand in
the page (folium writes them inline). Hosts are named only for a base map, or for what the user has
added with folium and was warned about.
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
    """Return `page` with a Content-Security-Policy.

    It allows the page's own scripts, whatever is at `addresses`, and pictures of `tiles`.
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
    """Return where an address leads, as a policy names it.

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
    found = []
    for script in _SCRIPT.finditer(page):
        attributes = script["attributes"]
        if re.search(r"\bsrc\s*=", attributes) or _DATA.search(attributes):
            continue
        text = page[script.end() : page.index("</script>", script.end())]
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # as a browser reads it
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
        found.append(f"'sha256-{digest}'")
    return found
