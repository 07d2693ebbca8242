"""A report as a PDF with its font inside, by the same measures as the Word document."""

from math import cos, radians, sin
from pathlib import Path

from fontTools.ttLib import TTCollection
from fpdf import FPDF
from fpdf.enums import Align, WrapMode, XPos, YPos
from fpdf.fonts import FontFace

from yishang.contexts.reports.gateways.paper import (
    BODY,
    HEIGHT,
    LEFT,
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

LINE = TEXT_HEIGHT / LINES
FACE = "face"
INK, PALE, BAR = (0, 0, 0), (225, 225, 225), (143, 179, 217)
WANTED_FACE = "SC"  # of a collection of Chinese, Japanese and Korean faces the one for simplified Chinese


def written(paper: Paper, *, font: str) -> bytes:
    """The PDF's bytes. Raises OSError when the font cannot be read."""
    sheet = _Sheet(paper, font)
    sheet.add_page()
    if paper.doc_number:
        sheet.put(paper.doc_number, align=Align.C)
    sheet.ln(LINE / 2)
    sheet.put(paper.title, size=TITLE, align=Align.C, height=LINE * 1.2)
    sheet.ln(LINE / 2)
    for block in paper.blocks:
        sheet.place(block)
    if paper.day:
        sheet.put(f"{paper.day_words}　　", align=Align.R)
    sheet.imprint(paper)
    return bytes(sheet.output())


def face_in(font: str) -> int:
    """Which face of a collection file has simplified Chinese letters; 0 in a file of one face."""
    if Path(font).suffix.lower() not in (".ttc", ".otc"):
        return 0
    with TTCollection(font, lazy=True) as faces:
        names = [str(face["name"].getDebugName(4)).split() for face in faces.fonts]
    return next((place for place, words in enumerate(names) if WANTED_FACE in words and "Mono" not in words), 0)


class _Sheet(FPDF):
    """A4 with page numbers to the outside and, on a draft, the watermark under the text."""

    def __init__(self, paper: Paper, font: str) -> None:
        super().__init__(format="A4")
        self.is_draft = paper.is_draft
        self.set_margins(LEFT, TOP, WIDTH - LEFT - TEXT_WIDTH)
        self.set_auto_page_break(True, HEIGHT - TOP - TEXT_HEIGHT)
        self.add_font(FACE, fname=font, collection_font_number=face_in(font))
        self.set_title(paper.title)
        self.set_lang("zh-CN")
        self.set_font(FACE, size=BODY)

    def header(self) -> None:
        if not self.is_draft:
            return
        size, turn = 150, 45
        self.set_font(FACE, size=size)
        self.set_text_color(*PALE)
        width = self.get_string_width(WATERMARK)
        x, y = WIDTH / 2 - width / 2 * cos(radians(turn)), HEIGHT / 2 + width / 2 * sin(radians(turn))
        with self.rotation(turn, x, y):
            self.text(x, y + size / 9, WATERMARK)
        self.set_text_color(*INK)
        self.set_font(FACE, size=BODY)
        self.set_xy(LEFT, TOP)

    def footer(self) -> None:
        self.set_y(TOP + TEXT_HEIGHT + 7)
        self.set_font(FACE, size=SMALL)
        number = f"— {self.page_no()} —"
        self.cell(
            TEXT_WIDTH,
            5,
            f"{number}　" if self.page_no() % 2 else f"　{number}",
            align="R" if self.page_no() % 2 else "L",
        )
        self.set_font(FACE, size=BODY)

    def put(self, text: str, *, size: int = BODY, align: Align = Align.J, height: float = LINE) -> None:
        """A paragraph."""
        self.set_font(FACE, size=size)
        self.multi_cell(
            TEXT_WIDTH, height, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT, wrapmode=WrapMode.CHAR
        )
        self.set_font(FACE, size=BODY)

    def place(self, block: Block) -> None:
        """One piece of the report in its style."""
        match block.style:
            case "table":
                self._table(block)
            case "bars":
                self._bars(block)
            case "lead":
                self.put(block.text)
            case "signature":
                self.ln(LINE)
                self.put(f"{block.text}　　", align=Align.R)
            case _:
                for text in block.text.splitlines():
                    self.put(f"　　{text}", size=SMALL if block.style == "note" else BODY, align=Align.L)

    def _table(self, block: Block) -> None:
        self.put(f"　　{block.text}", align=Align.L)
        self.set_font(FACE, size=11)
        figures = len(block.head) - 2
        widths = (11, 45, *([100 / figures] * figures))
        align = ("C", "L", *(["C"] * figures))
        style = FontFace(fill_color=(232, 237, 244), emphasis="")
        with self.table(
            width=TEXT_WIDTH,
            col_widths=widths,
            text_align=align,
            line_height=6.5,
            headings_style=style,
            wrapmode="CHAR",
        ) as table:
            for row in (block.head, *block.rows):
                table.row(row)
        self.set_font(FACE, size=BODY)

    def _bars(self, block: Block) -> None:
        height = 8
        if self.will_page_break(LINE + height * len(block.rows)):
            self.add_page()
        self.put(block.text, size=SMALL, align=Align.C)
        self.set_font(FACE, size=11)
        self.set_fill_color(*BAR)
        for name, value, length in block.rows:
            width, y = 80 * int(length) / 100, self.get_y()
            self.cell(50, height, name, align="R")
            self.rect(LEFT + 53, y + 1.5, max(width, 0.3), height - 3, style="F")
            self.set_xy(LEFT + 55 + width, y)
            self.cell(25, height, value, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(2)
        self.set_font(FACE, size=BODY)

    def imprint(self, paper: Paper) -> None:
        """版记, at the foot of the last page where there is room."""
        if not paper.printed_by:
            return
        printed = f"{paper.printed_by}　　{paper.day_words}印发" if paper.day else paper.printed_by
        lines = [*([f"抄送：{paper.copied_to}"] if paper.copied_to else []), printed]
        foot = TOP + TEXT_HEIGHT - 8 * len(lines)
        if self.get_y() > foot:
            self.add_page()
        self.set_y(foot)
        self.set_font(FACE, size=SMALL)
        for line in lines:
            self.cell(TEXT_WIDTH, 8, f"　{line}", border="TB", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
