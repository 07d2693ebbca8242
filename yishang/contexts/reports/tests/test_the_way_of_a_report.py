"""Drafted, worded, submitted, signed by somebody else, issued: and what is refused on the way."""

from datetime import timedelta

import pytest

from yishang.contexts.reports import queries, rules, services
from yishang.contexts.reports.models import Month, Report
from yishang.contexts.reports.tests.conftest import CITY, NEW_YEAR, Office
from yishang.kernel.cases.models import Case
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.journal import queries as journal
from yishang.kernel.notify.models import Notice

LATER = NEW_YEAR + timedelta(hours=1)


def state(report: Report) -> str:
    return Case.objects.get(pk=report.pk).state


def body(report: Report) -> dict[str, str]:
    return {block["key"]: block["text"] for block in report.blocks if block["style"] == "body"}


def key_of(report: Report, words: str) -> str:
    return next(key for key, text in body(report).items() if words in text)


@pytest.fixture
def submitted(bulletin: Report, office: Office) -> Report:
    return services.submit_report(actor=office.xiao_lei, number=bulletin.case.number, at=NEW_YEAR)


@pytest.fixture
def signed(submitted: Report, office: Office) -> Report:
    return services.sign_report(actor=office.yang_ping, number=submitted.case.number, at=LATER)


def test_a_draft_tells_the_month_in_the_order_of_the_handbook(bulletin: Report) -> None:
    heads = [block["text"] for block in bulletin.blocks if block["style"] == "h1"]
    assert heads == ["一、总体情况", "二、分县区、分部门排名", "三、存在问题", "四、下步要求"]
    text = "".join(body(bulletin).values())
    assert "累计受理诉求18件，办结13件，办件率72.2%，按时办结率92.9%，超期未结1件。" in text
    assert "企业评价11件，五星8件，五星率72.7%，平均4.5星；" in text
    assert "演示供电公司（1件）：SQ-610404-20191205-0014。" in text
    assert "办件率低于全市（72.2%）且靠后的是渭城区（50.0%）。" in text
    assert "走访数据尚未接入" in text


def test_the_table_ranks_and_leaves_tiny_ones_unranked(bulletin: Report) -> None:
    table = next(block for block in bulletin.blocks if block["text"] == "（一）分县市区")
    assert table["rows"][0][:5] == ["1", "秦都区", "10", "8", "80.0%"]
    assert table["rows"][1][:2] == ["2", "渭城区"]
    yangling = next(row for row in table["rows"] if row[1] == "杨陵区")
    assert yangling[0] == "—" and yangling[4] == "100.0%"


def test_a_monthly_report_adds_hot_topics_trend_examples_and_advice(month: Month, office: Office) -> None:
    report = services.draft_report(actor=office.xiao_lei, city=CITY, kind="MONTHLY", period="2019-12", at=NEW_YEAR)
    heads = [block["text"] for block in report.blocks if block["style"] == "h1"]
    assert heads[2:5] == ["三、热点", "四、趋势", "五、典型"] and heads[-1] == "八、建议"
    text = "".join(body(report).values())
    assert "统计域为本月提交的全部诉求，共18件，居前的是03（12件，66.7%）、08（6件，33.3%）。" in text
    assert report.case.title == "咸阳市“互联网+大走访”工作月报（2019年12月）"


def test_there_is_one_report_of_a_kind_and_month(bulletin: Report, office: Office) -> None:
    with pytest.raises(rules.DraftedAlready):
        services.draft_report(actor=office.yang_ping, city=CITY, kind="BULLETIN", period="2019-12", at=LATER)
    services.drop_report(actor=office.yang_ping, number=bulletin.case.number, reason="重拟。", at=LATER)
    again = services.draft_report(actor=office.yang_ping, city=CITY, kind="BULLETIN", period="2019-12", at=LATER)
    assert state(bulletin) == "DROPPED" and again.case.number != bulletin.case.number


def test_nothing_is_drafted_of_a_month_that_is_not_frozen(month: Month, office: Office) -> None:
    with pytest.raises(rules.MonthNotFrozen):
        services.draft_report(actor=office.yang_ping, city=CITY, kind="BULLETIN", period="2019-11", at=NEW_YEAR)
    with pytest.raises(InvalidInput):
        services.draft_report(actor=office.yang_ping, city=CITY, kind="LETTER", period="2019-12", at=NEW_YEAR)


def test_edit_report_words_a_piece_differently(bulletin: Report, office: Office) -> None:
    key = key_of(bulletin, "超期未结。")
    worded = "（一）超期未结。全市还有1件，点名如下，请抓紧：\n请各单位三天内报原因。"
    edited = services.edit_report(actor=office.xiao_lei, number=bulletin.case.number, texts={key: worded}, at=LATER)
    assert body(edited)[key] == worded
    dropped = services.edit_report(actor=office.xiao_lei, number=bulletin.case.number, texts={key: " "}, at=LATER)
    assert key not in body(dropped)


@pytest.mark.parametrize(
    ("words", "other"),
    [("办结13件", "办结14件"), ("72.2%", "90.0%"), ("受理诉求18件，办结13件", "受理诉求13件，办结18件")],
)
def test_edit_report_refuses_a_number_that_is_not_the_annex_s(
    bulletin: Report, office: Office, words: str, other: str
) -> None:
    key = key_of(bulletin, "（二）办理")
    texts = {key: body(bulletin)[key].replace(words, other, 1)}
    with pytest.raises(rules.TextDisagrees) as refusal:
        services.edit_report(actor=office.xiao_lei, number=bulletin.case.number, texts=texts, at=LATER)
    assert key in refusal.value.fields
    assert body(Report.objects.get(pk=bulletin.pk)) == body(bulletin)


def test_edit_report_keeps_tables_and_headings(bulletin: Report, office: Office) -> None:
    table = next(block["key"] for block in bulletin.blocks if block["style"] == "table")
    with pytest.raises(InvalidInput):
        services.edit_report(actor=office.xiao_lei, number=bulletin.case.number, texts={table: "没有"}, at=LATER)


def test_submit_report_reads_document_and_annex_again(bulletin: Report, office: Office) -> None:
    key = key_of(bulletin, "（二）办理")
    for block in bulletin.blocks:  # somebody changed the row behind the platform's back
        block["text"] = block["text"].replace("办结13件", "办结18件") if block["key"] == key else block["text"]
    bulletin.save()
    with pytest.raises(rules.TextDisagrees, match="18"):
        services.submit_report(actor=office.xiao_lei, number=bulletin.case.number, at=LATER)
    assert state(bulletin) == "DRAFT"


def test_sign_report_is_for_somebody_else_than_who_wrote_it(submitted: Report, office: Office) -> None:
    with pytest.raises(rules.OwnDraft):
        services.sign_report(actor=office.xiao_lei, number=submitted.case.number, at=LATER)
    signed = services.sign_report(actor=office.yang_ping, number=submitted.case.number, at=LATER)
    assert (state(signed), signed.signed_by_name) == ("SIGNED", "杨萍")


def test_sign_report_is_no_matter_of_counties_or_overseers(submitted: Report, office: Office) -> None:
    with pytest.raises(MoveNotYours):
        services.sign_report(actor=office.du_cha, number=submitted.case.number, at=LATER)
    with pytest.raises(CaseNotVisible):
        services.sign_report(actor=office.chen_jing, number=submitted.case.number, at=LATER)


def test_sign_report_may_be_done_by_the_vice_mayor(submitted: Report, office: Office) -> None:
    assert services.sign_report(actor=office.guo_zheng, number=submitted.case.number, at=LATER).signed_by_name == "郭正"


def test_return_report_wants_a_reason_and_tells_the_drafter(submitted: Report, office: Office) -> None:
    with pytest.raises(InvalidInput):
        services.return_report(actor=office.yang_ping, number=submitted.case.number, reason=" ", at=LATER)
    services.return_report(actor=office.yang_ping, number=submitted.case.number, reason="点名再核实。", at=LATER)
    journal_jobs.drain()
    assert state(submitted) == "DRAFT"
    assert Notice.objects.filter(account=office.accounts["xiao_lei"], text__contains="点名再核实").exists()


def test_issue_report_needs_a_signature_first(bulletin: Report, submitted: Report, office: Office) -> None:
    with pytest.raises(MoveNotOpen):
        services.issue_report(actor=office.yang_ping, number=submitted.case.number, at=LATER)


def test_issue_report_numbers_fixes_and_tells(signed: Report, office: Office) -> None:
    issued = services.issue_report(actor=office.xiao_lei, number=signed.case.number, at=LATER)
    journal_jobs.drain()
    assert (state(issued), issued.doc_number) == ("ISSUED", "咸营商办发〔2020〕1号")
    fact = journal.timeline(issued.case.number, include_internal=True)[-1]
    kept = {one.form: one.digest for one in issued.files.all()}
    assert fact.data["files"] == kept and {"docx", "xlsx"} <= set(kept)
    told = set(Notice.objects.filter(template="report_issued").values_list("account__name", flat=True))
    assert told == {"陈静", "刘工", "郭正", "督查员"}


def test_issue_report_is_not_the_vice_mayor_s(signed: Report, office: Office) -> None:
    with pytest.raises(MoveNotYours):
        services.issue_report(actor=office.guo_zheng, number=signed.case.number, at=LATER)


def test_drop_report_is_refused_once_it_is_signed(signed: Report, office: Office) -> None:
    with pytest.raises(MoveNotOpen):
        services.drop_report(actor=office.yang_ping, number=signed.case.number, reason="重拟。", at=LATER)


def test_counties_and_units_read_what_was_issued_and_no_draft(signed: Report, office: Office) -> None:
    for reader in (office.chen_jing, office.liu_gong):
        assert not queries.reports(reader).exists()
        with pytest.raises(rules.ReportNotFound):
            queries.report(reader, signed.case.number)
    services.issue_report(actor=office.xiao_lei, number=signed.case.number, at=LATER)
    assert queries.report(office.chen_jing, signed.case.number).doc_number
