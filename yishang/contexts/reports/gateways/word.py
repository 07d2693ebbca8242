"""A report as a Word document in the form of GB/T 9704-2012, for offices to read on with their own pen."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as BrokenPart

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from yishang.contexts.reports.gateways.paper import (
    BODY,
    HEIGHT,
    LEFT,
    LETTERS,
    LINES,
    SMALL,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TITLE,
    TOP,
    WATERMARK,
    WIDTH,
    Paper,
)
from yishang.contexts.reports.rules import Block

UNFOLDED_MOST = 64 * 1024 * 1024  # bytes
# What the libraries say of a file that is no ZIP, no package, encrypted, packed in another way, broken, or no XML.
UNREADABLE = (
    BadZipFile, PackageNotFoundError, KeyError, AttributeError, RuntimeError, EOFError, OSError, BrokenPart, LxmlError,
)  # fmt: skip
TWIPS = 1440 / 25.4  # in a millimetre
LINE = TEXT_HEIGHT / LINES  # mm
LETTER = TEXT_WIDTH / LETTERS
FACES = {
    "title": "方正小标宋简体", "h1": "黑体", "h2": "楷体_GB2312", "caption": "黑体", "page": "宋体",
    "note": "楷体_GB2312",
}  # fmt: skip
FANGSONG = "仿宋_GB2312"
BARS = 40  # steps of the longest bar
BAR_COLOUR, HEAD_COLOUR = "8FB3D9", "E8EDF4"
CENTRE, RIGHT, LEFT_ALIGNED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
MARK = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:r><w:pict>'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
    '<v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" o:connecttype="rect"/>'
    '<v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="draft{place}" o:spid="_x0000_s20{place}" type="#_x0000_t136" style="position:absolute;width:360pt;'
    "height:180pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
    "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="silver" stroked="f">'
    '<v:fill opacity=".4"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="{words}"/></v:shape>'
    "</w:pict></w:r></w:p>"
)


def written(paper: Paper) -> bytes:
    """The document's bytes; the same paper gives the same texts."""
    document = Document()
    _set_page(document)
    _set_normal(document)
    _feet(document, paper)
    _heading(document, paper)
    for block in paper.blocks:
        _WRITERS.get(block.style, _paragraph)(document, block)
    if paper.day:
        _line(document, paper.day_words, align=RIGHT, right=4)
    _imprint(document, paper)
    document.core_properties.title, document.core_properties.author = paper.title, paper.printed_by
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def texts(document: bytes) -> list[str]:
    """Every text of the body, in order. Raises ValueError for what is no Word document, or unfolds without end."""
    try:
        with ZipFile(BytesIO(document)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNFOLDED_MOST:
                raise ValueError("unfolds to more than any report")
        opened = Document(BytesIO(document))
        return list(_texts_below(opened.element.body, opened))
    except UNREADABLE as fault:
        raise ValueError("not a Word document") from fault


def _texts_below(body: Any, parent: Any) -> Iterator[str]:
    for child in body.iterchildren():
        if child.tag == qn("w:p"):
            yield Paragraph(child, parent).text
        elif child.tag == qn("w:tbl"):
            for cell in child.iter(qn("w:tc")):  # one that spans several columns stands there once
                yield "".join(text.text or "" for text in cell.iter(qn("w:t")))


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.top_margin, section.left_margin = Mm(TOP), Mm(LEFT)
    section.right_margin, section.bottom_margin = Mm(WIDTH - LEFT - TEXT_WIDTH), Mm(HEIGHT - TOP - TEXT_HEIGHT)
    section.footer_distance = Mm(HEIGHT - TOP - TEXT_HEIGHT - 12)  # the number stands 7 mm below the text
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(LINE * TWIPS)))
    grid.set(qn("w:charSpace"), str(round((LETTER * 72 / 25.4 - BODY) * 4096)))
    section._sectPr.append(grid)
    document.settings.odd_and_even_pages_header_footer = True


def _set_normal(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.size = Pt(BODY)
    _face(style, FANGSONG)
    paragraph = style.paragraph_format
    paragraph.space_before = paragraph.space_after = Pt(0)
    paragraph.line_spacing_rule, paragraph.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE * 72 / 25.4)
    paragraph.widow_control = False


def _face(styled: Any, name: str) -> None:
    styled.font.name = "Times New Roman" if name == FANGSONG else name
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)
    for script in ("w:ascii", "w:hAnsi"):
        fonts.set(qn(script), name)


def _line(
    place: Any, text: str, *, face: str = FANGSONG, size: int = BODY, align: Any = None, indent: int = 0, right: int = 0
) -> Any:
    """A paragraph; `indent` of the first line and `right` from the right edge in letters."""
    paragraph = place.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(indent * size)
        paragraph._p.get_or_add_pPr().find(qn("w:ind")).set(qn("w:firstLineChars"), str(indent * 100))
    if right:
        paragraph.paragraph_format.right_indent = Pt(right * size)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _face(run, face)
    return paragraph


def _heading(document: Any, paper: Paper) -> None:
    if paper.doc_number:
        _line(document, paper.doc_number, align=CENTRE)
    title = _line(document, paper.title, face=FACES["title"], size=TITLE, align=CENTRE)
    title.paragraph_format.line_spacing = Pt(LINE * 72 / 25.4 * 1.2)
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(LINE * 72 / 25.4)


def _paragraph(document: Any, block: Block) -> None:
    for text in block.text.splitlines() or [""]:
        match block.style:
            case "lead":
                _line(document, text)
            case "signature":
                _line(document, "")
                _line(document, text, align=RIGHT, right=2)
            case "note":
                _line(document, text, face=FACES["note"], size=SMALL, indent=2)
            case _:
                line = _line(document, text, face=FACES.get(block.style, FANGSONG), indent=2)
                line.paragraph_format.keep_with_next = block.style in ("h1", "h2")


def _table(document: Any, block: Block) -> None:
    _line(document, block.text, face=FACES["h2"], indent=2).paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(block.head))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    widths = _widths(block)
    for place, words in enumerate(block.head):
        _fill(table.rows[0].cells[place], words, face=FACES["caption"], shade=HEAD_COLOUR, width=widths[place])
    _repeat_head(table.rows[0])
    for row in block.rows:
        cells = table.add_row().cells
        for place, words in enumerate(row):
            _fill(cells[place], words, align=LEFT_ALIGNED if place == 1 else CENTRE, width=widths[place])


def _widths(block: Block) -> list[float]:
    """Millimetres: a narrow first column, a wide one for names, equal ones for figures."""
    figures = len(block.head) - 2
    return [13.0, 45.0, *([(TEXT_WIDTH - 58) / figures] * figures)]


def _fill(cell: Any, words: str, *, face: str = FANGSONG, align: Any = CENTRE, shade: str = "", width: float) -> None:
    cell.width = Mm(width)
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(20)
    run = paragraph.add_run(words)
    run.font.size = Pt(12)
    _face(run, face)
    if shade:
        _shade(cell, shade)


def _shade(cell: Any, colour: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _repeat_head(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _bars(document: Any, block: Block) -> None:
    """Bars as shaded cells: they print everywhere, and nobody needs a font or a drawing for them."""
    _line(document, block.text, face=FACES["caption"], size=SMALL, align=CENTRE)
    table = document.add_table(rows=0, cols=BARS + 2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    step = (TEXT_WIDTH - 60) / BARS
    for name, value, length in block.rows:
        cells = table.add_row().cells
        filled = max(1, round(BARS * int(length) / 100)) if int(length) else 0
        _fill(cells[0], name, align=RIGHT, width=42)
        if filled:
            bar = cells[1].merge(cells[filled])
            bar.width = Mm(step * filled)
            _shade(bar, BAR_COLOUR)
        rest = cells[filled + 1].merge(cells[BARS + 1])
        _fill(rest, value, align=LEFT_ALIGNED, width=18 + step * (BARS - filled))


def _imprint(document: Any, paper: Paper) -> None:
    """版记: who else is told, who printed it and when, between two lines, below the text."""
    if not paper.printed_by:
        return
    _line(document, "")
    table = document.add_table(rows=0, cols=1)
    printed = f"{paper.printed_by}　　{paper.day_words}印发" if paper.day else paper.printed_by
    for words in filter(None, (f"抄送：{paper.copied_to}" if paper.copied_to else "", printed)):
        cell = table.add_row().cells[0]
        _fill(cell, words, align=LEFT_ALIGNED, width=TEXT_WIDTH)
        cell.paragraphs[0].runs[0].font.size = Pt(SMALL)
    edges = OxmlElement("w:tblBorders")
    for name, size in (("top", "8"), ("bottom", "8"), ("insideH", "6")):
        edge = OxmlElement(f"w:{name}")
        for key, value in (("val", "single"), ("sz", size), ("color", "000000")):
            edge.set(qn(f"w:{key}"), value)
        edges.append(edge)
    table._tbl.tblPr.append(edges)


def _feet(document: Any, paper: Paper) -> None:
    """Page numbers `— 1 —`, to the outside; on a draft the watermark."""
    section = document.sections[0]
    for place, (foot, head, align) in enumerate(
        ((section.footer, section.header, RIGHT), (section.even_page_footer, section.even_page_header, LEFT_ALIGNED))
    ):
        paragraph = foot.paragraphs[0]
        paragraph.alignment = align
        side = paragraph.paragraph_format
        side.right_indent, side.left_indent = (Pt(SMALL), None) if align is RIGHT else (None, Pt(SMALL))
        for words, code in (("— ", ""), ("", "PAGE"), (" —", "")):
            _page_part(paragraph, words, code)
        head.is_linked_to_previous = False
        if paper.is_draft:
            head._element.append(parse_xml(MARK.format(place=place + 49, words=WATERMARK)))


def _page_part(paragraph: Any, words: str, code: str) -> None:
    run = paragraph.add_run(words)
    run.font.size, run.font.color.rgb = Pt(SMALL), RGBColor(0, 0, 0)
    _face(run, FACES["page"])
    if code:
        for kind, text in (("begin", ""), ("", code), ("end", "")):
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = text
            run._r.append(part)


_WRITERS = {"table": _table, "bars": _bars}
