"""The files: measures of GB/T 9704, the watermark, and that a number changed in Word is found."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.shared import Mm
from openpyxl import load_workbook
from pytest_django import Settings

from yishang.contexts.reports import services
from yishang.contexts.reports.gateways.pdf import broken
from yishang.contexts.reports.models import Month, Report
from yishang.contexts.reports.tests.conftest import CITY, NEW_YEAR, Office
from yishang.kernel.context import Refusal
from yishang.kernel.documents import services as documents
from yishang.kernel.documents.rules import FontMissing

DAY = NEW_YEAR.date()


@pytest.fixture
def monthly(month: Month, office: Office) -> Report:
    return services.draft_report(actor=office.xiao_lei, city=CITY, kind="MONTHLY", period="2019-12", at=NEW_YEAR)


def word(report: Report, *, is_draft: bool = True) -> bytes:
    return services.render(report=report, form="docx", is_draft=is_draft, day=DAY)


def annex(report: Report) -> bytes:
    return services.annex_workbook(month=report.month)


def test_the_page_has_the_measures_of_the_standard(bulletin: Report) -> None:
    document = Document(BytesIO(word(bulletin)))
    page = document.sections[0]
    assert [round(side.mm) for side in (page.page_width, page.page_height, page.top_margin, page.left_margin)] == [
        210, 297, 37, 28,
    ]  # fmt: skip
    assert abs(page.page_width - page.left_margin - page.right_margin - Mm(156)) < Mm(1)
    assert abs(page.page_height - page.top_margin - page.bottom_margin - Mm(225)) < Mm(1)
    xml = page._sectPr.xml
    assert 'w:type="linesAndChars"' in xml and 'w:linePitch="580"' in xml
    title = next(one for one in document.paragraphs if one.text.startswith("关于"))
    assert title.text == "关于2019年12月全市“互联网+大走访”工作情况的通报"
    assert title.runs[0].font.size.pt == 22 and "方正小标宋简体" in title._p.xml
    head = next(one for one in document.paragraphs if one.text == "一、总体情况")
    assert "黑体" in head._p.xml and head.runs[0].font.size.pt == 16


def test_pages_are_numbered_and_a_draft_is_marked(bulletin: Report) -> None:
    for is_draft in (True, False):
        page = Document(BytesIO(word(bulletin, is_draft=is_draft))).sections[0]
        assert "PAGE" in page.footer._element.xml and page.footer.paragraphs[0].text.startswith("— ")
        assert ('string="草稿"' in page.header._element.xml) is is_draft
        assert ('string="草稿"' in page.even_page_header._element.xml) is is_draft


def test_the_imprint_says_who_printed_it_and_when(bulletin: Report) -> None:
    table = Document(BytesIO(word(bulletin))).tables[-1]
    assert table.cell(0, 0).text.startswith("抄送：市委办公室")
    assert table.cell(1, 0).text == "咸阳市优化提升营商环境工作领导小组办公室　　2020年1月2日印发"


@pytest.mark.parametrize("kind", ["bulletin", "monthly"])
def test_every_number_of_the_document_is_the_annex_s(kind: str, request: pytest.FixtureRequest) -> None:
    report = request.getfixturevalue(kind)
    assert services.check_paper(report=report, document=word(report), annex=annex(report)) == []
    report.doc_number = "咸营商办发〔2020〕12号"
    document = word(report, is_draft=False)
    assert services.check_paper(report=report, document=document, annex=annex(report)) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [("72.2%", "92.2%", "92.2%"), ("受理诉求18件", "受理诉求81件", "81"), ("要求", "3项要求", "3")],
)
def test_a_number_changed_in_word_is_found(bulletin: Report, old: str, new: str, found: str) -> None:
    document = Document(BytesIO(word(bulletin)))
    run = next(run for one in document.paragraphs for run in one.runs if old in run.text)
    run.text = run.text.replace(old, new, 1)
    changed = BytesIO()
    document.save(changed)
    faults = services.check_paper(report=bulletin, document=changed.getvalue(), annex=annex(bulletin))
    assert [one.found for one in faults] == [found]


def test_a_number_changed_in_a_table_is_found(bulletin: Report) -> None:
    document = Document(BytesIO(word(bulletin)))
    cell = document.tables[0].cell(1, 4)
    assert cell.text == "80.0%"
    cell.paragraphs[0].runs[0].text = "88.0%"
    changed = BytesIO()
    document.save(changed)
    faults = services.check_paper(report=bulletin, document=changed.getvalue(), annex=annex(bulletin))
    assert [(one.found, one.expected) for one in faults] == [("88.0%", "80.0%")]


def test_a_number_changed_in_the_annex_is_found_too(bulletin: Report) -> None:
    book = load_workbook(BytesIO(annex(bulletin)))
    cell = next(row[4] for row in book.active.iter_rows(min_row=2) if row[8].value == "closing/city/all")
    cell.value = "99.9%"
    changed = BytesIO()
    book.save(changed)
    faults = services.check_paper(report=bulletin, document=word(bulletin), annex=changed.getvalue())
    assert {(one.found, one.expected) for one in faults} == {("72.2%", "99.9%")}


def package(**parts: str | bytes) -> bytes:
    """A package as Word writes it, with these parts of its own (`document`, `types`)."""
    kept = BytesIO()
    with ZipFile(BytesIO(word_bytes())) as sound, ZipFile(kept, "w", ZIP_DEFLATED) as changed:
        for name in sound.namelist():
            told = parts.get({"word/document.xml": "document", "[Content_Types].xml": "types"}.get(name, ""))
            changed.writestr(name, sound.read(name) if told is None else told)
    return kept.getvalue()


def word_bytes() -> bytes:
    file = BytesIO()
    Document().save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a document", b"PK\x03\x04rubbish", package(document="<w:p>"), package(types=""),
     word_bytes()[:-200], package(document="<nothing/>")],
    ids=["empty", "words", "rubbish", "no XML", "no types", "cut off", "no body"],
)  # fmt: skip
def test_what_is_no_word_document_is_refused(bulletin: Report, content: bytes) -> None:
    with pytest.raises(Refusal, match="不是 Word"):
        services.check_paper(report=bulletin, document=content, annex=annex(bulletin))


def test_a_document_that_unfolds_without_end_is_not_read(bulletin: Report) -> None:
    bomb = package(document=b"<a>" + b" " * 70_000_000 + b"</a>")
    assert len(bomb) < 1_000_000
    with pytest.raises(Refusal, match="不是 Word"):
        services.check_paper(report=bulletin, document=bomb, annex=annex(bulletin))


def test_the_annex_has_every_figure_with_both_sides_and_its_moment(bulletin: Report) -> None:
    rows = list(load_workbook(BytesIO(annex(bulletin))).active.values)
    assert rows[0] == ("序号", "表", "对象", "指标", "值", "分子", "分母", "截至", "编号")
    closing = next(row for row in rows if row[8] == "closing/610402/all")
    assert closing[1:8] == ("分县市区", "秦都区", "累计办件率", "80.0%", 8, 10, "2020-01-01 00:00")


def test_a_pdf_carries_its_font(monthly: Report) -> None:
    try:
        documents.font_file()
    except FontMissing:
        pytest.skip("没有可嵌入的中文字体（Debian：fonts-noto-cjk）")
    content = services.render(report=monthly, form="pdf", is_draft=True, day=DAY)
    assert content.startswith(b"%PDF-") and b"/FontFile3" in content


def test_lines_break_as_chinese_does() -> None:
    lines = broken("办件率96.8%，（见SQ-610402-20191209-0007），完。", 12, len)
    assert lines == ["办件率96.8%，（见", "SQ-610402-20191209-0007），", "完。"]
    assert "".join(lines) == "办件率96.8%，（见SQ-610402-20191209-0007），完。"


def test_without_a_font_it_is_said_what_to_do(bulletin: Report, settings: Settings, tmp_path: Path) -> None:
    settings.REPORT_FONT = str(tmp_path / "none.ttf")
    with pytest.raises(FontMissing, match="REPORT_FONT"):
        services.render(report=bulletin, form="pdf", is_draft=True, day=DAY)
