"""投诉举报: taken in without an account, followed with a receipt code, decided in time, and nobody learns by whom."""

import csv
import io
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from PIL import Image

from yishang.contexts.public_supervision import queries, rules, services
from yishang.contexts.public_supervision.models import Report, Reporter
from yishang.contexts.public_supervision.tests.conftest import ENTRY, MONDAY, PAGE, Do, Town
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.evidence.models import Picture
from yishang.kernel.journal.models import Fact

COMPLAINT = rules.ReportEntry(
    nature="COMPLAINT", field="02", accused="演示面馆", conduct="买的卡店家关门不退，请求退还余额。", name="孟小川",
    phone="13955556666",
)  # fmt: skip
DAY = timedelta(days=1)


@pytest.fixture
def number(reported: str) -> str:
    return str(Report.objects.get().case.number)


@pytest.fixture
def complained(town: Town) -> str:
    receipt = services.receive_report(entry=COMPLAINT, page_key="c" * 22, at=MONDAY)
    found = queries.report_by_receipt(receipt)
    assert found is not None
    return str(found.case.number)


def limits(number: str) -> dict[str, int]:
    return {clock.code: clock.half_days for clock in clocks.running_clocks(number)}


def test_answer_reporter_confirm_decision_and_tell_reporter_in_time(number: str, reported: str, do: Do) -> None:
    assert limits(number) == {"decide": 30}
    do("gao_feng", "take_report", number)
    do("gao_feng", "answer_reporter", number, text="请补充冷库的位置。")
    do("gao_feng", "decide_report", number, decision="FILED", reason="现场属实，拟立案。")
    with pytest.raises(rules.OwnApproval):
        do("gao_feng", "confirm_decision", number)
    do("ma_lan", "confirm_decision", number)
    assert limits(number) == {"tell": 10}
    told = do("gao_feng", "tell_reporter", number, text="已经立案调查，谢谢您。")
    assert told.case.state == "TOLD"
    found = queries.report_by_receipt(reported)
    assert found is not None
    assert [one["text"] for one in queries.messages_of(found)] == ["请补充冷库的位置。", "已经立案调查，谢谢您。"]


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("liu_gong", CaseNotVisible),
        ("yang_ping", MoveNotYours),
        ("li_min", CaseNotVisible),
        ("lin_jian", CaseNotVisible),
    ],
)
def test_take_report_is_its_unit_s(who: str, refusal: type[Exception], number: str, do: Do) -> None:
    with pytest.raises(refusal):
        do(who, "take_report", number)


def test_decide_report_wants_a_decision_and_the_right_state(number: str, do: Do) -> None:
    with pytest.raises(InvalidInput):
        do("gao_feng", "decide_report", number, decision="x", reason="现场属实。")
    with pytest.raises(MoveNotOpen):
        do("gao_feng", "confirm_decision", number)
    with pytest.raises(InvalidInput):
        do("gao_feng", "decide_report", number, decision="FILED", reason="")


def test_return_decision_lets_it_be_decided_again(number: str, do: Do) -> None:
    do("gao_feng", "decide_report", number, decision="NOT_FILED", reason="没有发现违法。")
    assert do("ma_lan", "return_decision", number, reason="请再到现场看。").case.state == "RECEIVED"


def test_extend_report_once_by_fifteen_days(number: str, do: Do) -> None:
    before = Report.objects.get().case.due_at
    do("gao_feng", "extend_report", number, reason="等检验报告。")
    after = Report.objects.get().case.due_at
    assert before and after and after > before + 15 * DAY
    with pytest.raises(rules.AlreadyExtended):
        do("gao_feng", "extend_report", number, reason="还要等等看。")


def test_transfer_report_once_and_then_it_is_gone(number: str, town: Town, do: Do) -> None:
    with pytest.raises(InvalidInput):
        do("gao_feng", "transfer_report", number, unit="610400-SJ", reason="不归我们管。")
    do("gao_feng", "transfer_report", number, unit="610400-ZJ", reason="不归我们管。")
    with pytest.raises(rules.NotFound):
        queries.report_for(town.gao_feng, number)
    with pytest.raises(rules.AlreadyTransferred):
        do("liu_gong", "transfer_report", number, unit="610400-SJ", reason="也不归我们。")


def test_accept_complaint_mediate_and_settle_complaint(complained: str, do: Do) -> None:
    assert limits(complained) == {"accept": 14}
    with pytest.raises(rules.WrongNature):
        do("gao_feng", "decide_report", complained, decision="FILED", reason="现场属实。")
    do("gao_feng", "accept_complaint", complained, text="已受理，本周组织调解。")
    assert limits(complained) == {"mediate": 90}
    assert do("gao_feng", "settle_complaint", complained, text="店家已退款。").case.state == "SETTLED"


def test_refuse_complaint_with_a_reason(complained: str, do: Do) -> None:
    with pytest.raises(InvalidInput):
        do("gao_feng", "refuse_complaint", complained, text="")
    assert do("gao_feng", "refuse_complaint", complained, text="不属于消费争议。").case.state == "REFUSED"


def test_end_mediation_after_45_working_days_by_itself(complained: str, do: Do) -> None:
    do("gao_feng", "accept_complaint", complained, text="已受理，本周组织调解。")
    assert services.end_due_mediations(at=MONDAY + 30 * DAY) == 0
    assert services.end_due_mediations(at=MONDAY + 90 * DAY) == 1
    assert limits(complained) == {"tell_end": 14}
    assert (
        do("ma_lan", "tell_reporter", complained, at=MONDAY + 91 * DAY, text="调解终止，可以起诉。").case.state
        == "TOLD"
    )


def test_convert_to_report_and_convert_to_complaint_change_the_clock(complained: str, do: Do) -> None:
    do("gao_feng", "convert_to_report", complained, reason="反映的是违法行为。")
    assert limits(complained) == {"decide": 30}
    do("gao_feng", "convert_to_complaint", complained, reason="举报人要求退款。")
    assert limits(complained) == {"accept": 14}
    with pytest.raises(rules.WrongNature):
        do("gao_feng", "convert_to_complaint", complained, reason="再转一次看看。")


def test_an_anonymous_report_is_no_complaint(town: Town, do: Do) -> None:
    entry = rules.ReportEntry("REPORT", "01", "演示作坊", "使用过期原料做糕点卖给学校。")
    services.receive_report(entry=entry, page_key=PAGE, at=MONDAY)
    with pytest.raises(rules.WrongNature, match="匿名"):
        do("gao_feng", "convert_to_complaint", Report.objects.get().case.number, reason="要求退款。")
    assert Reporter.objects.count() == 0


# --- the receipt ---------------------------------------------------------------------------------------------------


def test_the_same_page_sent_twice_is_one_report_with_one_receipt(reported: str) -> None:
    assert services.receive_report(entry=ENTRY, page_key=PAGE, at=MONDAY) == reported
    assert Report.objects.count() == 1


def test_a_receipt_is_read_however_it_is_typed_and_kept_only_as_a_digest(reported: str) -> None:
    for typed in (reported, rules.spaced(reported), rules.spaced(reported).lower(), f"  {reported} "):
        assert queries.report_by_receipt(typed) is not None
    assert queries.report_by_receipt("0" * 16) is None
    assert queries.report_by_receipt("x") is None
    assert reported not in Report.objects.get().receipt


def test_supplement_report_adds_words_and_refuses_the_author_s_own(reported: str) -> None:
    services.supplement_report(receipt=reported, text="冷库在二楼。", at=MONDAY)
    for text in ("我是孟小川", "打 139-5555-6666 找我", ""):
        with pytest.raises(InvalidInput):
            services.supplement_report(receipt=reported, text=text, at=MONDAY)
    with pytest.raises(rules.ReceiptUnknown):
        services.supplement_report(receipt="0" * 16, text="冷库在二楼。", at=MONDAY)


@pytest.mark.parametrize(
    "wrong",
    [{"accused": ""}, {"accused": "孟 小川的东家"},
     {"conduct": "短"}, {"conduct": "我是孟小川，他们用过期原料。"}, {"phone": "123"}, {"name": ""},
     {"nature": "x"}, {"field": ""}, {"nature": "COMPLAINT", "name": "", "phone": ""}],
)  # fmt: skip
def test_a_report_is_refused_at_its_field(wrong: dict[str, Any], town: Town) -> None:
    with pytest.raises(InvalidInput):
        services.receive_report(entry=rules.ReportEntry(**{**vars(ENTRY), **wrong}), page_key=PAGE, at=MONDAY)


# --- who reported --------------------------------------------------------------------------------------------------


def test_who_reported_is_seen_by_the_handling_officer_once_another_allows_it(number: str, town: Town, do: Do) -> None:
    do("gao_feng", "take_report", number)
    services.ask_identity(actor=town.gao_feng, number=number, reason="要请他辨认现场。", at=MONDAY)
    with pytest.raises(rules.IdentitySealed):
        services.open_identity(actor=town.gao_feng, number=number, at=MONDAY)
    with pytest.raises(rules.OwnApproval):
        services.grant_identity(actor=town.gao_feng, number=number, at=MONDAY)
    services.grant_identity(actor=town.ma_lan, number=number, at=MONDAY)
    seen = services.open_identity(actor=town.gao_feng, number=number, at=MONDAY)
    assert seen == {"name": "孟小川", "phone": "13955556666", "insider": True}
    services.open_identity(actor=town.gao_feng, number=number, at=MONDAY)
    assert Fact.objects.filter(verb="public_supervision.report.identity_opened", internal=True).count() == 2


def test_nobody_else_sees_who_reported_nor_after_a_day(number: str, town: Town, do: Do) -> None:
    do("gao_feng", "take_report", number)
    services.ask_identity(actor=town.gao_feng, number=number, reason="要请他辨认现场。", at=MONDAY)
    services.grant_identity(actor=town.ma_lan, number=number, at=MONDAY)
    with pytest.raises(rules.IdentitySealed):
        services.open_identity(actor=town.ma_lan, number=number, at=MONDAY)
    with pytest.raises(rules.NotFound):
        services.open_identity(actor=town.liu_gong, number=number, at=MONDAY)
    with pytest.raises(rules.NotFound):
        services.open_identity(actor=town.yang_ping, number=number, at=MONDAY)
    with pytest.raises(rules.IdentitySealed):
        services.open_identity(actor=town.gao_feng, number=number, at=MONDAY + 2 * DAY)


def test_whoever_was_shown_the_author_writes_no_name_into_the_journal(number: str, town: Town, do: Do) -> None:
    do("gao_feng", "take_report", number)
    told = {"decision": "FILED", "reason": "孟 小川说得清楚，属实。"}
    services.ask_identity(actor=town.gao_feng, number=number, reason="要请他辨认现场。", at=MONDAY)
    services.grant_identity(actor=town.ma_lan, number=number, at=MONDAY)
    with pytest.raises(InvalidInput, match="举报人的姓名"):
        do("gao_feng", "decide_report", number, **told)
    do("ma_lan", "decide_report", number, **told)  # who may not know it is told nothing by a refusal


def test_a_request_to_see_the_author_lapses_with_its_officer(number: str, town: Town, do: Do) -> None:
    do("gao_feng", "take_report", number)
    first = services.ask_identity(actor=town.gao_feng, number=number, reason="要请他辨认现场。", at=MONDAY)
    assert services.ask_identity(actor=town.gao_feng, number=number, reason="还是要辨认。", at=MONDAY) == first
    do("ma_lan", "take_report", number)
    with pytest.raises(rules.NotFound):
        services.grant_identity(actor=town.ma_lan, number=number, at=MONDAY)


def test_of_an_anonymous_report_there_is_nothing_to_see(town: Town, do: Do) -> None:
    entry = rules.ReportEntry("REPORT", "01", "演示作坊", "使用过期原料做糕点卖给学校。")
    services.receive_report(entry=entry, page_key=PAGE, at=MONDAY)
    number = Report.objects.get().case.number
    do("gao_feng", "take_report", number)
    with pytest.raises(rules.NobodyToProtect):
        services.ask_identity(actor=town.gao_feng, number=number, reason="想知道是谁。", at=MONDAY)


def photo() -> bytes:
    """A picture that tells where and when it was taken."""
    exif = Image.Exif()
    exif[0x0132], exif[0x010F] = "2019:12:08 23:11:00", "MengXiaochuanPhone"
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 20.0, 0.0), 3: "E", 4: (108.0, 42.0, 0.0)})
    made = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_a_photo_keeps_nothing_but_its_pixels(town: Town, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    services.receive_report(entry=ENTRY, page_key=PAGE, at=MONDAY, pictures=[photo()])
    kept = Picture.objects.get()
    with kept.file.open("rb") as file, Image.open(file) as image:
        assert not dict(image.getexif())
    assert (kept.taken_at, kept.place, kept.original_name, kept.uploaded_by_id) == (None, None, "", None)
    assert kept.at.astimezone(MONDAY.tzinfo).hour == 0
    assert kept.subject not in (Report.objects.get().case.number, "")
    assert all(b"MengXiaochuan" not in one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())


def test_no_table_no_fact_and_no_export_holds_the_author(
    number: str, reported: str, town: Town, do: Do, client: Client, live_at: Any
) -> None:
    """Every column of every table, after the author wrote, was looked at, and lists went out."""
    live_at(MONDAY)
    services.supplement_report(receipt=reported, text="冷库在二楼。", at=MONDAY)
    do("gao_feng", "take_report", number)
    services.ask_identity(actor=town.gao_feng, number=number, reason="要请他辨认现场。", at=MONDAY)
    services.grant_identity(actor=town.ma_lan, number=number, at=MONDAY)
    services.open_identity(actor=town.gao_feng, number=number, at=MONDAY)
    client.force_login(town.accounts["gao_feng"])
    sheet = b"".join(client.get("/public_supervision/reports/?heap=all&form=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert number in next(iter(list(csv.reader(io.StringIO(sheet)))[1:]))[0]
    pages = [client.get(f"/public_supervision/reports/{path}").content.decode() for path in ("", f"{number}/")]
    author, words = ("孟小川", "13955556666", "5555", reported, rules.spaced(reported)), ("换标签再卖", "冷库在二楼")
    kept = everything_kept()
    assert not [secret for secret in author if any(secret in text for text in (sheet, *pages, *kept))]
    assert not [secret for secret in words if any(secret in text for text in (sheet, pages[0], *kept))]


def everything_kept() -> list[str]:
    """Every row of every table as text; sealed bytes as what they are."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.values_list():
            values = (bytes(one) if isinstance(one, memoryview) else one for one in row)
            found.append(" ".join(one.decode("latin-1") if isinstance(one, bytes) else str(one) for one in values))
    return found


def test_of_the_moment_only_the_day_is_kept(number: str) -> None:
    report = Report.objects.get()
    opened: datetime = report.case.opened_at.astimezone(MONDAY.tzinfo)
    assert (opened.hour, opened.minute) == (0, 0)
    fact = Fact.objects.get(subject=number, verb="public_supervision.report.received")
    assert fact.at.astimezone(MONDAY.tzinfo).hour == 0
    times = (models.DateField, models.TimeField)
    assert not [field.name for field in Reporter._meta.get_fields() if isinstance(field, times)]
