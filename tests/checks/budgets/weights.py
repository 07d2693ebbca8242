"""What a page weighs on its way to a phone: its HTML and every file of ours that it names, compressed."""

import gzip
import posixpath
import re
from urllib.parse import urljoin, urlsplit

from django.contrib.staticfiles import finders

STATIC = "/static/"
IN_HTML = re.compile(r"""<(?:script|link|img|use|source)\b[^>]*?\b(?:src|href)=["']([^"'#?]+)""", re.IGNORECASE)
IN_CSS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')#?]+)["']?""")
IN_SCRIPT = re.compile(r"""(?:^|[;}\n])\s*import\s*(?:[^"'()]*?from\s*)?["']([^"']+)["']""")
NAMED_IN = {".css": IN_CSS, ".js": IN_SCRIPT, ".mjs": IN_SCRIPT}
PACKED_ALREADY = (".woff2", ".png", ".jpg", ".webp")


def kilobytes(address: str, html: str) -> int:
    """Of the page at that address with all it names, each file once; in KB of 1024 bytes, rounded up.

    Raises ValueError when it names another host, and FileNotFoundError for a file that is not there.
    """
    total = _packed(html.encode(), ".html") + sum(_weight(file) for file in _files(address, html))
    return -(-total // 1024)


def _files(address: str, html: str) -> set[str]:
    found: set[str] = set()
    waiting = [urljoin(address, name) for name in IN_HTML.findall(html)]
    while waiting:
        place = waiting.pop()
        parts = urlsplit(place)
        if parts.netloc:
            raise ValueError(f"{address} asks {parts.netloc} for {parts.path}")
        if parts.scheme or not parts.path.startswith(STATIC) or parts.path in found:
            continue  # written into the page (data:), a page, or seen
        found.add(parts.path)
        named = NAMED_IN.get(posixpath.splitext(parts.path)[1])
        waiting += [urljoin(parts.path, name) for name in named.findall(_read(parts.path).decode())] if named else []
    return found


def _weight(path: str) -> int:
    return _packed(_read(path), posixpath.splitext(path)[1])


def _read(path: str) -> bytes:
    file = finders.find(path.removeprefix(STATIC))
    if file is None:
        raise FileNotFoundError(path)
    with open(str(file), "rb") as content:
        return content.read()


def _packed(content: bytes, ending: str) -> int:
    return len(content) if ending in PACKED_ALREADY else len(gzip.compress(content, 9, mtime=0))
