"""A report as a PDF with its font inside, by the same measures as the Word document."""

import re
from collections.abc import Callable
from math import ceil, cos, radians, sin
from pathlib import Path

from fontTools.ttLib import TTCollection
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
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
PIECE = re.compile(r"[A-Za-z0-9.,%/-]+|.", re.DOTALL)  # what is never torn
NEVER_FIRST = frozenset("，。、；：！？）〕》”’%")
NEVER_LAST = frozenset("（〔《“‘")
WANTED_FACE = "SC"  # of a collection of Chinese, Japanese and Korean faces the one for simplified Chinese


def written(paper: Paper, *, font: str) -> bytes:
    """The PDF's bytes. Raises OSError when the font cannot be read."""
    sheet = _Sheet(paper, font)
    sheet.add_page()
    if paper.doc_number:
        sheet.put(paper.doc_number, align=Align.C)
    sheet.ln(LINE / 2)
    sheet.title_lines(paper.title)
    sheet.ln(LINE / 2)
    for block in paper.blocks:
        sheet.place(block)
    if paper.day:
        sheet.put(f"{paper.day_words}　　", align=Align.R)
    sheet.imprint(paper)
    return bytes(sheet.output())


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """A paragraph as lines of at most that width (避头尾); a piece that is wider by itself has a line of its own."""
    lines: list[list[str]] = [[]]
    for piece in PIECE.findall(text):
        line = lines[-1]
        if line and measure("".join(line) + piece) > width:
            taken = [piece]
            while len(line) > 1 and (taken[0][0] in NEVER_FIRST or line[-1] in NEVER_LAST):
                taken.insert(0, line.pop())
            if taken[0][0] in NEVER_FIRST:  # after a piece that fills the line alone: it hangs over
                line.extend(taken)
            else:
                lines.append(taken)
        else:
            line.append(piece)
    return ["".join(line) for line in lines]


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

    def put(self, text: str, *, size: int = BODY, align: Align = Align.L, height: float = LINE) -> None:
        """A paragraph, broken as Chinese is: no line begins with a closing mark, no number is torn."""
        self.set_font(FACE, size=size)
        for line in broken(text, TEXT_WIDTH - 2 * self.c_margin, self.get_string_width):
            self.cell(TEXT_WIDTH, height, line, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(FACE, size=BODY)

    def title_lines(self, text: str) -> None:
        """The title in lines of about equal length."""
        self.set_font(FACE, size=TITLE)
        whole = self.get_string_width(text)
        lines = ceil(whole / (TEXT_WIDTH - 4))
        width = whole / lines + (self.get_string_width("宽宽") if lines > 1 else 4)
        for line in broken(text, min(width, TEXT_WIDTH), self.get_string_width):
            self.cell(TEXT_WIDTH, LINE * 1.2, line, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(FACE, size=BODY)

    def head(self, text: str) -> None:
        """A heading stays with what follows it."""
        if self.will_page_break(2 * LINE):
            self.add_page()
        self.put(text)

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
            case "h1" | "h2":
                self.head(f"　　{block.text}")
            case _:
                for text in block.text.splitlines():
                    self.put(f"　　{text}", size=SMALL if block.style == "note" else BODY)

    def _table(self, block: Block) -> None:
        self.head(f"　　{block.text}")
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
        self.set_font(FACE, size=SMALL)
        told = broken(f"　抄送：{paper.copied_to}", TEXT_WIDTH - 4, self.get_string_width) if paper.copied_to else []
        lines = [*told, f"　{printed}"]
        foot = TOP + TEXT_HEIGHT - 8 * len(lines)
        if self.get_y() > foot:
            self.add_page()
        self.set_y(foot)
        self.set_font(FACE, size=SMALL)
        for place, line in enumerate(lines):
            above, below = place in (0, len(told)), place == len(lines) - 1
            edge = f"{'T' if above else ''}{'B' if below else ''}"
            if edge:
                self.cell(TEXT_WIDTH, 8, line, border=edge, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            else:
                self.cell(TEXT_WIDTH, 8, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
