#!/usr/bin/env python3
"""Copy what our pages use out of node_modules into yishang/site/static/vendor/ (untracked). Run after `npm ci`.

Serving node_modules whole would be 80 MB and breaks hashed static files; this takes a few files and the icons we name.
"""

import csv
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "yishang" / "site" / "static" / "vendor"
ALLOW_LIST = ROOT / "yishang" / "site" / "icons.txt"
VIEWER_STYLE = "pannellum/build/pannellum.css"
STYLE = "@tabler/core/dist/css/tabler.min.css"
SCRIPTS = (
    "htmx.org/dist/htmx.min.js",
    "pannellum/build/pannellum.js",  # on pages of panoramas alone
    "maplibre-gl/dist/maplibre-gl.mjs",  # these three on pages with a map alone
    "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css",
)
TEST_SCRIPTS = ("axe-core/axe.min.js",)  # the browser tests read it; no page links it

ICON_TAG = re.compile(r"""\{%\s*icon\s+(?:[\w.]+\|default:)?["']([a-z0-9-]+)["']""")
ICON_ARGUMENT = re.compile(r"""\bicon\s*=\s*["']([a-z0-9-]+)["']""")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|^//# sourceMappingURL=.*$", re.MULTILINE)
RELATIVE_COLOUR = re.compile(r"oklch\(from (var\([^)]*\)) calc\(l ([+-]) [\d.]+\) c h\)")
ROOT_RULE = re.compile(r":root[^{}]*\{([^{}]*)\}")
FILLED = "-filled"


def main() -> int:
    """Copy everything; then exit 1 and name them when a page asks for icons that do not exist."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source in (*SCRIPTS, *TEST_SCRIPTS):
        _write(Path(source).name, SOURCE_MAP.sub("", (MODULES / source).read_text()))
    _write("tabler.min.css", for_chromium_111(SOURCE_MAP.sub("", (MODULES / STYLE).read_text())))
    _write(Path(VIEWER_STYLE).name, (MODULES / VIEWER_STYLE).read_text())
    outline, filled = _nodes("outline"), _nodes("filled")
    drawings = {name: _drawing(name, outline, filled) for name in sorted(set(icon_names()))}
    _write("icons.json", json.dumps(drawings, ensure_ascii=False, indent=0))
    unknown = [name for name, drawing in drawings.items() if not drawing]
    if unknown:
        sys.stderr.write(f"no such icon in @tabler/icons: {', '.join(unknown)}\n")
    return int(bool(unknown))


def icon_names() -> Iterator[str]:
    """Icons named by the allow-list, our templates, navigation declarations and catalogs (a CSV column `icon`)."""
    yield from filter(None, (line.partition("#")[0].strip() for line in ALLOW_LIST.read_text().splitlines()))
    for template in (ROOT / "yishang").rglob("templates/**/*.html"):
        yield from ICON_TAG.findall(template.read_text())
        yield from ICON_ARGUMENT.findall(template.read_text())
    for module in (ROOT / "yishang").rglob("*.py"):
        yield from ICON_ARGUMENT.findall(module.read_text())
    for catalog in (ROOT / "yishang").rglob("data/*.csv"):
        with catalog.open(encoding="utf-8-sig", newline="") as file:
            yield from (row["icon"] for row in csv.DictReader(file) if row.get("icon"))


def for_chromium_111(css: str) -> str:
    """Tabler's CSS without light-dark() (Chromium 123) and relative colours (119): domestic browsers lag behind.

    The light value stays in place; dark values of root tokens follow in one [data-bs-theme=dark] rule.
    """
    css = RELATIVE_COLOUR.sub(_mixed, css)
    dark = "".join(
        f"{name}:{_choose(value, 1)};"
        for body in ROOT_RULE.findall(css)
        for name, value in _declarations(body)
        if "light-dark(" in value
    )
    return f"{_choose(css, 0)}\n[data-bs-theme=dark]{{{dark}}}\n"


def _mixed(match: re.Match[str]) -> str:
    towards = "black" if match[2] == "-" else "white"
    return f"color-mix(in oklab,{towards} 12%,{match[1]})"


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for declaration in body.split(";"):
        name, separator, value = declaration.partition(":")
        if separator and name.strip().startswith("--"):
            yield name.strip(), value.strip()


def _choose(css: str, which: int) -> str:
    """Replace every light-dark(a, b) by a (which=0) or b (which=1)."""
    pieces, position = [], 0
    while (start := css.find("light-dark(", position)) >= 0:
        arguments, end = _arguments(css, start + len("light-dark("))
        pieces += [css[position:start], _choose(arguments[which], which)]
        position = end
    return "".join(pieces) + css[position:]


def _arguments(css: str, start: int) -> tuple[list[str], int]:
    """The comma-separated arguments from `start` to the closing parenthesis, and the place after it."""
    depth, arguments, begin = 0, [], start
    for place in range(start, len(css)):
        letter = css[place]
        if letter == "(":
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
        elif letter in ",)" and not depth:
            arguments.append(css[begin:place].strip())
            begin = place + 1
            if letter == ")":
                return arguments, place + 1
    raise ValueError("light-dark( is not closed")


def _nodes(kind: str) -> dict[str, list[tuple[str, dict[str, str]]]]:
    nodes: dict[str, list[tuple[str, dict[str, str]]]] = json.loads(
        (MODULES / f"@tabler/icons/tabler-nodes-{kind}.json").read_text()
    )
    return nodes


def _drawing(name: str, outline: dict[str, list], filled: dict[str, list]) -> str:
    """The inside of the icon's <svg>; `star-filled` is the filled `star`. Empty when there is none."""
    nodes = filled.get(name.removesuffix(FILLED), []) if name.endswith(FILLED) else outline.get(name, [])
    return "".join(f"<{tag} {_attributes(attributes)}/>" for tag, attributes in nodes)


def _attributes(attributes: dict[str, str]) -> str:
    return " ".join(f'{key}="{value}"' for key, value in attributes.items())


def _write(name: str, text: str) -> None:
    (VENDOR / name).write_text(text)


if __name__ == "__main__":
    raise SystemExit(main())
