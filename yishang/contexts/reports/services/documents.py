"""A report as files, and the check that no number of them disagrees with the annex."""

from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from yishang.contexts.reports import gateways, queries, rules
from yishang.contexts.reports.gateways import Paper
from yishang.contexts.reports.models import Month, Report
from yishang.contexts.reports.rules.figures import ANNEX_HEAD, ANNEX_WIDTHS
from yishang.kernel.context import Refusal
from yishang.kernel.documents import services as documents
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake import services as intake

OFFICE = "市优化提升营商环境工作领导小组办公室"
COPIED_TO = "市委办公室，市人大常委会办公室，市政府办公室，市政协办公室，市督查室。"
FORMS = ("docx", "pdf", "xlsx")


class UnreadableDocument(Refusal):
    """What was handed in to be checked is no Word document."""

    status = 422


def office_of(*, city: str) -> str:
    """The city's office as it signs."""
    return f"{geo.short_name_of(city)}{OFFICE}"


def _paper_of(report: Report, *, is_draft: bool, day: date | None) -> Paper:
    """The report as it goes onto paper."""
    city = report.month.city_id
    blocks = tuple(rules.Block.of(kept) for kept in report.blocks)
    return Paper(
        title=report.case.title, blocks=blocks, doc_number=report.doc_number, day=day, copied_to=COPIED_TO,
        printed_by=office_of(city=city), is_draft=is_draft,
    )  # fmt: skip


def render(*, report: Report, form: str, is_draft: bool, day: date | None) -> bytes:
    """The report as docx or pdf, or its annex as xlsx. Raises FontMissing for a pdf without a font."""
    if form == "xlsx":
        return annex_workbook(month=report.month)
    paper = _paper_of(report, is_draft=is_draft, day=day)
    return gateways.write_word(paper) if form == "docx" else gateways.write_pdf(paper, font=documents.font_file())


def annex_workbook(*, month: Month) -> bytes:
    """附表: every figure of the month, one a line, as a workbook."""
    rows = rules.annex_of(queries.figures(month))
    lines = (row.cells(place) for place, row in enumerate(rows, start=1))
    title = f"{month.period}指标附表"
    with intake.workbook_of(title=title, head=ANNEX_HEAD, rows=lines, widths=ANNEX_WIDTHS) as book:
        return book.read()


def check_paper(*, report: Report, document: bytes, annex: bytes) -> list[rules.Disagreement]:
    """Read a Word document and the annex again and hold the numbers of the one against the other.

    `document` may have been changed in Word since; an empty list means that every number agrees. Raises
    UnreadableDocument.
    """
    texts = _annex_read(annex)
    expected = [*(number for number, _ in rules.numbers_in(report.case.title)), *_numbers_meant(report, texts)]
    try:
        imprint = gateways.read_texts(document)
    except ValueError:
        raise UnreadableDocument(
            "这不是 Word 文档（.docx），或已损坏。", next_step="请在 Word 里另存为 .docx。"
        ) from None
    return rules.disagreements(imprint, expected)


def check_blocks(*, report: Report, blocks: list[rules.Block]) -> dict[str, str]:
    """Block → what is wrong with its numbers, by the figures of the month; for a text that is being edited."""
    texts = rules.annex_texts(rules.annex_of(queries.figures(report.month)))
    faults: dict[str, str] = {}
    for block in blocks:
        found = rules.disagreements(block.words, [_meant(name, texts) for name in block.references])
        if found:
            faults[block.key] = "".join(one.words for one in found)
    return faults


def _annex_read(annex: bytes) -> dict[str, str]:
    """Reference → number, out of the workbook itself."""
    sheet = load_workbook(BytesIO(annex), read_only=True).worksheets[0]
    found: dict[str, str] = {}
    for line in sheet.iter_rows(min_row=2, values_only=True):
        cells: dict[str, Any] = dict(zip(ANNEX_HEAD, line, strict=False))
        for part, head in (("value", "值"), ("numerator", "分子"), ("denominator", "分母")):
            found[f"{cells['编号']}#{part}"] = "" if cells[head] is None else str(cells[head])
    return found


def _numbers_meant(report: Report, texts: dict[str, str]) -> list[str]:
    blocks = [rules.Block.of(kept) for kept in report.blocks]
    return [_meant(name, texts) for block in blocks for name in block.references]


def _meant(reference: str, texts: dict[str, str]) -> str:
    """The number that a reference stands for; what the annex does not have agrees with nothing."""
    return reference[1:] if reference.startswith("=") else texts.get(reference, "—")
