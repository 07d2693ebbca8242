"""A poster's SVG as a PDF: the shapes as they are, and the words set with fonts that go along.

The SVG is the only source: what does not stand in it cannot stand on the paper, and nothing of it is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from re import findall
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from fontTools.ttLib import TTCollection
from fpdf import FPDF
from fpdf.svg import SVGObject

SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"A3": (297.0, 420.0), "A2": (420.0, 594.0)}  # millimetres, upright
WANTED_FACE = "SC"  # of a collection of Chinese, Japanese and Korean faces the one for simplified Chinese
REGULAR, BOLD = "regular", "bold"
INHERITED = {"font-size": "16", "fill": "#000000", "text-anchor": "start", "font-weight": "400"}


@dataclass(frozen=True)
class Text:
    """One text of a drawing at its place, in the drawing's units."""

    x: float
    y: float
    words: str
    size: float
    colour: str
    anchor: str
    bold: bool


def poster_pdf(svg: str, *, size: str, title: str, regular: str, bold: str) -> bytes:
    """The PDF of a poster on a sheet of that size; `regular` and `bold` are font files. Raises OSError without them."""
    root = ElementTree.fromstring(svg)
    wide, high = SIZES[size]
    unit = wide / float(root.attrib["viewBox"].split()[2])
    texts = list(_texts(root, INHERITED, 0.0, 0.0))
    _strip(root)
    root.set("width", f"{wide}mm")
    root.set("height", f"{high}mm")
    sheet = FPDF(format=(wide, high))
    sheet.set_title(title)
    sheet.set_lang("zh-CN")
    sheet.set_auto_page_break(False)
    sheet.add_page()
    SVGObject(ElementTree.tostring(root, encoding="unicode")).draw_to_page(sheet, x=0, y=0)
    for face, font in ((REGULAR, regular), (BOLD, bold)):
        sheet.add_font(face, fname=font, collection_font_number=_face_in(font))
    for text in texts:
        _set(sheet, text, unit)
    return bytes(sheet.output())


def _texts(node: Element, above: dict[str, str], x: float, y: float) -> Iterator[Text]:
    """Every text with what it inherits; groups are only ever moved, never turned, where texts stand."""
    held = above | {name: node.attrib[name] for name in INHERITED if name in node.attrib}
    if moved := findall(r"translate\(([-\d.]+) ([-\d.]+)\)", node.get("transform", "")):
        x, y = x + float(moved[0][0]), y + float(moved[0][1])
    if node.tag == f"{SVG}text":
        bold = held["font-weight"] >= "600"
        size, colour = float(held["font-size"]), held["fill"]
        words = "".join(node.itertext())
        yield Text(
            x + float(node.attrib["x"]), y + float(node.attrib["y"]), words, size, colour, held["text-anchor"], bold
        )
        return
    for child in node:
        yield from _texts(child, held, x, y)


def _strip(node: Element) -> None:
    """Take all texts out, so that the shapes alone are left."""
    for child in list(node):
        if child.tag in (f"{SVG}text", f"{SVG}title"):
            node.remove(child)
        else:
            _strip(child)


def _set(sheet: FPDF, text: Text, unit: float) -> None:
    """One text, `unit` millimetres to the drawing's unit."""
    red, green, blue = (int(_six(text.colour)[at : at + 2], 16) for at in (0, 2, 4))
    sheet.set_font(BOLD if text.bold else REGULAR, size=text.size * unit / 25.4 * 72)
    sheet.set_text_color(red, green, blue)
    wide = sheet.get_string_width(text.words)
    before = {"start": 0.0, "middle": wide / 2, "end": wide}[text.anchor]
    sheet.text(text.x * unit - before, text.y * unit, text.words)


def _six(colour: str) -> str:
    """#fff as ffffff."""
    digits = colour.lstrip("#")
    return digits if len(digits) == 6 else "".join(2 * one for one in digits)


def _face_in(font: str) -> int:
    """Which face of a collection file has simplified Chinese letters; 0 in a file of one face."""
    if Path(font).suffix.lower() not in (".ttc", ".otc"):
        return 0
    with TTCollection(font, lazy=True) as faces:
        names = [str(face["name"].getDebugName(4)).split() for face in faces.fonts]
    return next((place for place, words in enumerate(names) if WANTED_FACE in words and "Mono" not in words), 0)
