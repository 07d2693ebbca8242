"""The 12345 line: orders that come twice, late or out of order; messages that are never acknowledged; days compared."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from yishang.contexts.outreach import gateways, handlers, jobs, queries, services
from yishang.contexts.outreach.models import Appeal, HotlineDay, HotlineMessage, HotlineOrder
from yishang.contexts.outreach.rules import hotline
from yishang.contexts.outreach.tests.conftest import MONDAY, Live, Town, december, facts
from yishang.kernel.cases.rules import MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import queries as journal

SECRET = "a-secret-of-both-sides"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def connected(town: Town, settings: Settings, live_at: Live) -> None:
    settings.HOTLINE_GATEWAY, settings.HOTLINE_SECRET, settings.HOTLINE_SIMULATOR = "simulator", SECRET, "prompt"
    live_at(MONDAY)


def order(**changes: Any) -> dict[str, Any]:
    return {
        "source": "12345",
        "message_id": "m-1",
        "kind": "order",
        "order_no": "RX2019120900017",
        "sequence": 1,
        "said_at": "2019-12-09T10:20:00+08:00",
        "title": "供水压力不足",
        "content": "来电反映供水压力不足，三楼以上车间停产两天。",
        "category": "03",
        "uscc": "91610402MA00000155",
        "caller": "李敏",
        "phone": "19900000101",
        **changes,
    }


def take(**changes: Any) -> Any:
    return services.take_message(told=order(**changes), at=MONDAY)


def update(number: int, words: str, **changes: Any) -> Any:
    told = {"kind": "update", "message_id": f"u-{number}", "sequence": number, "note": words, "content": ""}
    return take(**told, **changes)


def notes(number: str, verb: str) -> list[str]:
    said = journal.timeline(number, include_internal=True)
    return [fact.data["note"] for fact in said if fact.verb == f"outreach.appeal.{verb}"]


def post(told: Any, *, secret: str = SECRET, at: Any = MONDAY, **headers: str) -> HttpResponse:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    timestamp = str(int(at.timestamp()))
    signed = {"X-Hotline-Timestamp": timestamp, "X-Hotline-Signature": hotline.signature(secret, timestamp, body)}
    return Client().post(
        "/outreach/hotline/messages/", body, content_type="application/json", headers={**signed, **headers}
    )


# --- what the line hands us -----------------------------------------------------------------------------------------


def test_an_order_becomes_an_appeal_of_its_own_channel(town: Town) -> None:
    receipt = take()
    appeal = Appeal.objects.select_related("case").get(case__number=receipt.number)
    assert (appeal.channel, appeal.external_id, appeal.case.state) == ("H12345", "12345:RX2019120900017", "SUBMITTED")
    assert (appeal.case.applicant_id, appeal.case.in_rate, appeal.case.region_id) == (town.machinery.pk, True, "610402")
    assert facts(receipt.number) == ["submitted"]


def test_an_order_that_came_twice_is_one_appeal() -> None:
    first, again = take(), take()
    assert (first.number, first.repeated) == (again.number, False)
    assert again.repeated
    other_id = take(message_id="m-2")  # the same order under another message
    assert other_id.number == first.number
    assert Appeal.objects.count() == 1
    assert facts(first.number) == ["submitted"]


def test_two_lines_may_use_the_same_number() -> None:
    assert take().number != take(source="county", uscc="", content="另一条热线的同号工单，说的是供热问题。").number


def test_a_caller_without_a_company_is_taken_too_and_counts_in_no_rate() -> None:
    appeal = Appeal.objects.select_related("case").get(case__number=take(uscc="", category="", region="610402").number)
    assert (appeal.case.applicant_id, appeal.case.in_rate, appeal.case.region_id) == (None, False, "610402")
    assert appeal.category_id is None


def test_an_order_like_one_of_the_same_week_hints_at_merging(town: Town) -> None:
    content = "来电反映供水压力不足，三楼以上车间停产两天。"
    services.submit_appeal(
        actor=town.li_min, uscc=town.machinery.uscc, category="03", title="供水压力不足", content=content,
        contact=services.Contact("", ""), at=MONDAY - DAY,
    )  # fmt: skip
    appeal = Appeal.objects.select_related("case").get(case__number=take().number)
    assert [one.percent for one in queries.duplicates_of(town.chen_jing, appeal, now=MONDAY)] == [100]


def test_updates_that_come_before_their_order_wait_for_it() -> None:
    assert update(3, "企业来电催问。").state == "KEPT"
    assert update(2, "补充：二号楼也停水。").number == ""
    number = take().number
    assert notes(number, "hotline_said") == ["补充：二号楼也停水。", "企业来电催问。"]  # in the line's order
    assert set(HotlineMessage.objects.values_list("state", flat=True)) == {"TAKEN"}


def test_a_late_update_is_kept_and_marked() -> None:
    number = take().number
    update(5, "企业来电催问。", status="催办")
    update(4, "补充：二号楼也停水。", status="补充")
    said = [fact.data for fact in journal.timeline(number, include_internal=True) if "hotline" in fact.verb]
    assert [one.get("is_late", False) for one in said] == [False, True]
    assert HotlineOrder.objects.get().status == "催办"  # the newest word holds
    assert update(4, "补充：二号楼也停水。").repeated


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "story"}, "kind"),
        ({"order_no": ""}, "order_no"),
        ({"content": "短"}, "content"),
        ({"content": 7}, "content"),
        ({"sequence": -1}, "sequence"),
        ({"sequence": True}, "sequence"),
        ({"said_at": "2019-12-09T10:20:00"}, "said_at"),
        ({"said_at": "2031-12-09T10:20:00+08:00"}, "said_at"),
        ({"uscc": "91610402MA00000156"}, "uscc"),
        ({"message_id": "x" * 81}, "message_id"),
        ({"is_closed": "yes"}, "is_closed"),
    ],
)
def test_a_message_with_a_fault_leaves_nothing_behind(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        take(**changes)
    assert field in refused.value.fields
    assert not HotlineOrder.objects.exists()


def test_a_receipt_for_an_unknown_message_is_refused() -> None:
    with pytest.raises(hotline.UnknownHotlineMessage):
        take(kind="receipt", receipt_for="never-sent")


# --- the door for its messages --------------------------------------------------------------------------------------


def test_a_signed_message_is_taken() -> None:
    response = post(order())
    assert response.status_code == 200
    assert json.loads(response.content)["accepted"] is True
    assert Appeal.objects.count() == 1


def test_a_forged_an_expired_and_an_unsigned_message_are_refused(settings: Settings) -> None:
    assert post(order(), secret="another").status_code == 403
    assert post(order(), at=MONDAY - timedelta(minutes=6)).status_code == 403
    assert post(order(), at=MONDAY + timedelta(minutes=6)).status_code == 403
    assert post(order(), **{"X-Hotline-Signature": ""}).status_code == 403
    assert post(order(), **{"X-Hotline-Timestamp": "soon"}).status_code == 403
    settings.HOTLINE_SECRET = ""
    assert post(order(), secret="").status_code == 403
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("body", [b"", b"<xml/>", b"[]", b'{"kind": "order", "source": "a\\u0000"}', b"[" * 5000])
def test_what_is_no_message_is_refused_with_words(body: bytes) -> None:
    response = post(body)
    assert response.status_code == 422
    assert "fields" in json.loads(response.content)


# --- what we tell it ------------------------------------------------------------------------------------------------


def transfer(town: Town, submitted: Appeal) -> HotlineMessage:
    services.transfer_appeal(actor=town.chen_jing, number=submitted.case.number, at=MONDAY, note="属咨询，请直接答复。")
    return HotlineMessage.objects.get(direction="OUT")


def push(manner: str, at: Any = MONDAY) -> int:
    return services.push_due(gateway=gateways.HotlineSimulator(manner), at=at)


def test_transfer_appeal_hands_it_over_and_the_receipt_names_the_order(town: Town, submitted: Appeal) -> None:
    message = transfer(town, submitted)
    assert message.body["content"] == submitted.content
    assert push("prompt") == 1
    message.refresh_from_db()
    assert (message.state, message.acked_at) == ("ACKED", MONDAY)
    assert HotlineOrder.objects.get().order_no.startswith("MN")
    assert facts(submitted.case.number) == ["submitted", "transferred"]
    assert push("prompt", MONDAY + 2 * DAY) == 0


def test_transfer_appeal_refuses_strangers_what_came_from_the_line_and_a_second_time(
    town: Town, submitted: Appeal, settings: Settings
) -> None:
    with pytest.raises(MoveNotYours):
        services.transfer_appeal(actor=town.li_min, number=submitted.case.number, at=MONDAY)
    with pytest.raises(hotline.NotForTheLine):
        services.transfer_appeal(actor=town.chen_jing, number=take().number, at=MONDAY)
    transfer(town, submitted)
    with pytest.raises(hotline.NotForTheLine):
        services.transfer_appeal(actor=town.chen_jing, number=submitted.case.number, at=MONDAY)
    settings.HOTLINE_GATEWAY = ""
    with pytest.raises(hotline.HotlineAbsent):
        services.transfer_appeal(actor=town.chen_jing, number=submitted.case.number, at=MONDAY)


def test_transfer_appeal_is_not_offered_without_a_line(town: Town, submitted: Appeal, settings: Settings) -> None:
    offered = [one.name for one in queries.open_moves(town.chen_jing, submitted.case, now=MONDAY)]
    assert "transfer_appeal" in offered
    settings.HOTLINE_GATEWAY = ""
    offered = [one.name for one in queries.open_moves(town.chen_jing, submitted.case, now=MONDAY)]
    assert "transfer_appeal" not in offered


def test_silence_is_pushed_again_after_a_day_and_after_three_times_a_person_has_it(
    town: Town, submitted: Appeal
) -> None:
    message = transfer(town, submitted)
    assert [push("never", MONDAY + hours * timedelta(hours=1)) for hours in (0, 23, 24, 25, 48, 71)] == [
        1,
        0,
        1,
        0,
        1,
        0,
    ]
    push("never", MONDAY + 3 * DAY)
    message.refresh_from_db()
    assert (message.state, message.pushes) == ("BY_HAND", 3)
    assert facts(submitted.case.number)[-1] == "hotline_unanswered"
    assert push("prompt", MONDAY + 9 * DAY) == 0


def test_a_line_that_takes_nothing_is_asked_every_hour_and_counts(town: Town, submitted: Appeal) -> None:
    message = transfer(town, submitted)
    assert [push("refusing", MONDAY + hours * timedelta(hours=1)) for hours in range(4)] == [1, 1, 1, 0]
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("BY_HAND", "模拟热线：拒收")


def test_a_late_receipt_and_a_second_one_change_nothing_more(town: Town, submitted: Appeal) -> None:
    message = transfer(town, submitted)
    push("late")
    message.refresh_from_db()
    assert message.state == "PENDING"
    push("twice", MONDAY + DAY)
    message.refresh_from_db()
    assert (message.state, message.acked_at) == ("ACKED", MONDAY + DAY)
    receipt = {"kind": "receipt", "receipt_for": message.message_id, "message_id": "r-9", "order_no": ""}
    assert take(**receipt).repeated


def test_a_receipt_after_a_person_took_over_still_counts(town: Town, submitted: Appeal) -> None:
    message = transfer(town, submitted)
    for days in range(4):
        push("never", MONDAY + days * DAY)
    take(kind="receipt", receipt_for=message.message_id, message_id="r-1", order_no="RX1")
    message.refresh_from_db()
    assert message.state == "ACKED"


def test_a_reply_that_was_faster_than_the_receipt_finds_its_appeal(town: Town, submitted: Appeal) -> None:
    transfer(town, submitted)
    push("disordered")
    assert notes(submitted.case.number, "hotline_replied") == ["模拟答复：已电话告知企业。"]
    found = HotlineOrder.objects.get()
    assert (found.is_closed, found.direction) == (True, "OUT")


def test_the_line_hears_how_its_order_goes_on(town: Town) -> None:
    number = take().number
    services.triage_appeal(
        actor=town.chen_jing, number=number, category="03", star=2, line="DISPATCH", route="GENERAL", at=MONDAY
    )
    services.dispatch_appeal(actor=town.chen_jing, number=number, unit="610400-GD", at=MONDAY)
    for _ in range(2):  # deliveries may repeat
        for fact in journal.timeline(number, include_internal=True):
            for one in handlers.HANDLERS:
                if one.fact == fact.verb and "tell_line" in one.name:
                    one.run(fact)
    told = list(HotlineMessage.objects.filter(direction="OUT").order_by("pk").values_list("body__status", flat=True))
    assert told == ["已派单"]
    assert push("prompt", MONDAY + timedelta(minutes=1)) == 1


def test_an_appeal_of_our_own_is_nothing_to_the_line(submitted: Appeal) -> None:
    told = services.tell_line(number=submitted.case.number, fact="triaged", fact_id=1, note="", at=MONDAY)
    assert not told


def test_settling_by_hand_is_the_city_office_s(town: Town, submitted: Appeal) -> None:
    message = transfer(town, submitted)
    for days in range(4):
        push("never", MONDAY + days * DAY)
    settle = {"message_id": message.pk, "at": MONDAY + 4 * DAY}
    with pytest.raises(hotline.HotlineNotYours):
        services.settle_message(actor=town.chen_jing, again=False, note="已电话告知。", **settle)
    with pytest.raises(InvalidInput):
        services.settle_message(actor=town.yang_ping, again=False, note=" ", **settle)
    services.settle_message(actor=town.yang_ping, again=True, note="", **settle)
    assert push("prompt", MONDAY + 4 * DAY) == 1
    with pytest.raises(hotline.HotlineMessageSettled):
        services.settle_message(actor=town.yang_ping, again=False, note="已电话告知。", **settle)


def test_jobs_do_nothing_without_a_line(settings: Settings) -> None:
    settings.HOTLINE_GATEWAY = ""
    assert (jobs.push_to_hotline(), jobs.reconcile_hotline()) == (0, 0)


# --- ours beside theirs ---------------------------------------------------------------------------------------------


def test_a_day_compares_order_by_order(town: Town, submitted: Appeal) -> None:
    take()
    take(order_no="RX2", message_id="m-2", content="第二件：来电反映供热温度不够已三天。", uscc="")
    transfer(town, submitted)
    push("prompt")
    found = services.reconcile_day(gateway=gateways.HotlineSimulator("forgetful"), day=MONDAY.date(), at=MONDAY + DAY)
    assert (found.ours, found.theirs) == (3, 3)
    assert (found.missing_here, found.missing_there, found.differing) == (1, 1, 1)
    again = services.reconcile_day(gateway=gateways.HotlineSimulator(), day=MONDAY.date(), at=MONDAY + DAY)
    assert (again.missing_here, again.missing_there, again.differing) == (0, 0, 0)
    assert HotlineDay.objects.get().orders.count() == 3


def test_the_job_compares_each_of_the_last_days_once(live_at: Live) -> None:
    take()
    live_at(december(10))
    assert jobs.reconcile_hotline() == 3
    assert jobs.reconcile_hotline() == 0
    assert HotlineDay.objects.get(day=date(2019, 12, 9)).ours == 1


# --- the pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(town: Town) -> Client:
    client = Client()
    client.force_login(town.accounts["yang_ping"])
    return client


def test_the_page_shows_what_was_never_acknowledged_and_settles_it(
    town: Town, submitted: Appeal, office: Client
) -> None:
    message = transfer(town, submitted)
    for days in range(4):
        push("never", MONDAY + days * DAY)
    assert submitted.case.number in office.get("/outreach/hotline/").content.decode()
    url = f"/outreach/hotline/{message.pk}/settle/"
    assert "请写明怎样处理的" in office.post(url).content.decode()
    assert office.post(url, {"note": "已电话告知热线值班长。"}).status_code == 302
    assert submitted.case.number not in office.get("/outreach/hotline/").content.decode()
    assert submitted.case.number in office.get("/outreach/hotline/?heap=out").content.decode()
    table = b"".join(office.get("/outreach/hotline/export.csv?heap=out")).decode()
    assert "已人工处理" in table


def test_the_days_open_their_orders(office: Client) -> None:
    take()
    services.reconcile_day(gateway=gateways.HotlineSimulator("forgetful"), day=MONDAY.date(), at=MONDAY + DAY)
    assert "2019年12月9日" in office.get("/outreach/hotline/days/").content.decode()
    page = office.get("/outreach/hotline/days/2019-12-09/?verdict=MISSING_HERE").content.decode()
    assert "MN201912099999" in page
    table = b"".join(office.get("/outreach/hotline/days/2019-12-09/export.csv")).decode()
    assert "我方没有" in table
    for nothing in ("2019-12-08", "yesterday"):
        assert office.get(f"/outreach/hotline/days/{nothing}/").status_code == 404


# --- what no line sends by mistake ----------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [100, 400, 480, 900, 100_000])
@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_a_body_nested_without_end_is_told_so(depth: int, brackets: str) -> None:
    opening = "[" if brackets == "[]" else '{"a":'
    closing = "]" if brackets == "[]" else "}"
    body = f'{{"kind": "order", "more": {opening * depth}1{closing * depth}}}'.encode()
    assert post(body).status_code == 422


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_json_does_not_have_is_refused(constant: str) -> None:
    body = json.dumps(order()).replace('"sequence": 1', f'"sequence": 1, "weight": {constant}').encode()
    answer = post(body)
    assert (answer.status_code, answer.json()["fields"]) == (422, {"body": "不是有效的 JSON。"})
    assert not Appeal.objects.exists()


def test_every_text_as_long_as_it_may_be_fits_and_one_more_character_is_refused() -> None:
    texts = {name: "字" * most for name, most in hotline.LENGTHS.items() if name not in ("uscc", "receipt_for")}
    assert post(order(**texts, uscc="")).status_code == 200
    appeal = Appeal.objects.get()
    assert appeal.external_id == f"{texts['source']}:{texts['order_no']}"
    fields = [(field.name, field.max_length) for field in Appeal._meta.concrete_fields if field.max_length]
    assert not [name for name, most in fields if len(str(getattr(appeal, name) or "")) > most]
    answer = post(order(**{name: f"{text}字" for name, text in texts.items()}, uscc=""))
    assert (answer.status_code, sorted(answer.json()["fields"])) == (422, sorted(texts))


def test_two_long_numbers_that_begin_alike_are_two_orders() -> None:
    head = "1" * (hotline.LENGTHS["order_no"] - 1)
    first, second = (
        take(source="热" * 20, order_no=f"{head}1"),
        take(source="热" * 20, order_no=f"{head}2", message_id="m-2"),
    )
    assert first.number != second.number
