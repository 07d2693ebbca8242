"""Appeals of other systems: each in its own time, doubled never, with nobody flooded by notices."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yishang.contexts.outreach import handlers, jobs, queries, rules, services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.rules import ImportNotYours
from yishang.contexts.outreach.tests.conftest import MONDAY, SHANGHAI, Town, due_of, facts
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.intake import services as intake
from yishang.kernel.intake.rules import Taken
from yishang.kernel.journal import queries as journal
from yishang.kernel.notify.models import Notice

SUBMITTED = datetime(2017, 6, 8, 17, 31, 20, tzinfo=SHANGHAI)
ROW = services.ImportedAppeal(
    external_id="188006",
    applicant="A000102948",
    title="咨询道路命名规划",
    content="道路命名规划已有初步成果，什么时候能成为正式成果？",
    submitted_at=SUBMITTED,
    category="城乡建设",
)


def take(row: services.ImportedAppeal = ROW, at: datetime = MONDAY) -> Appeal:
    appeal = services.import_appeal(actor=SYSTEM_ACTOR, row=row, at=at)
    assert appeal is not None
    return appeal


def in_a_table(**changes: str) -> dict[str, str]:
    row = {name: getattr(ROW, name) for name in ("external_id", "applicant", "title", "content", "category", "uscc")}
    return {**row, "submitted_at": "2017-06-08 17:31:20", **changes}


def test_it_keeps_its_own_time_and_number_and_waits_for_triage(town: Town) -> None:
    appeal = take()
    case = appeal.case
    assert (case.number, case.state, case.category, case.region_id) == (
        "SQ-610400-20170608-0001",
        "SUBMITTED",
        "",
        "610400",
    )
    assert (case.opened_at, case.title, appeal.content) == (SUBMITTED, ROW.title, ROW.content)
    assert (appeal.channel, appeal.external_id, appeal.submitter_name) == ("IMPORT", "188006", "A000102948")
    assert facts(case.number) == ["imported"]


def test_without_a_known_company_it_is_outside_the_library_and_in_no_rate(town: Town) -> None:
    for row in (ROW, replace(ROW, external_id="2", uscc="91610402MA00000748")):
        appeal = take(row)
        assert (appeal.case.applicant, appeal.subject, appeal.case.in_rate) == (None, None, False)


def test_with_a_known_company_it_belongs_to_its_listing_and_county(town: Town) -> None:
    appeal = take(replace(ROW, uscc=town.machinery.uscc))
    assert (appeal.case.applicant, appeal.subject) == (town.machinery, town.machinery.subjects.get())
    assert (appeal.case.region_id, appeal.case.in_rate, appeal.is_demo) == ("610402", True, True)


def test_its_clock_starts_when_it_comes_in_so_that_no_old_message_is_late_at_once(town: Town) -> None:
    appeal = take()
    assert due_of(appeal.case.number, "triage") == "12-23 17:00"
    assert queries.lamp_of(appeal.case, now=MONDAY)[0] == "green"


def test_a_message_older_than_our_first_limits_goes_its_whole_way(town: Town) -> None:
    number = take().case.number
    services.triage_appeal(
        actor=town.yang_ping, number=number, category="03", star=2, line="DISPATCH", route="GENERAL", at=MONDAY
    )
    services.dispatch_appeal(actor=town.yang_ping, number=number, unit="610400-GD", at=MONDAY)
    assert services.accept_appeal(actor=town.wang_gong, number=number, at=MONDAY).case.state == "ACCEPTED"


def test_without_a_title_it_is_called_by_its_first_words(town: Town) -> None:
    assert take(replace(ROW, title="", content="路灯\n不亮 " * 40)).case.title == ("路灯 不亮 " * 40)[:50]


def test_the_other_system_s_category_is_told_to_whoever_does_the_triage(town: Town) -> None:
    found = queries.detail(town.yang_ping, take().case.number, now=MONDAY)
    assert found.timeline[0].title == "导入"
    assert found.timeline[0].details == ["导入", "原编号：188006", "原类别：城乡建设"]


def test_the_same_external_id_is_not_doubled(town: Town) -> None:
    take()
    assert services.import_appeal(actor=SYSTEM_ACTOR, row=replace(ROW, title="改过"), at=MONDAY) is None
    again = services.import_appeals(actor=SYSTEM_ACTOR, rows=[in_a_table(), in_a_table(title="改过")], at=MONDAY)
    assert again == Taken(new=0, known=2, differing=1)
    assert Appeal.objects.get().case.title == ROW.title


def test_without_an_id_the_same_row_is_not_doubled_and_another_time_is_another_appeal(town: Town) -> None:
    rows = [
        in_a_table(external_id="N/A"),
        in_a_table(external_id=""),
        in_a_table(external_id="", submitted_at="2017-06-09"),
    ]
    assert services.import_appeals(actor=SYSTEM_ACTOR, rows=rows, at=MONDAY) == Taken(new=2, known=1)
    assert services.import_appeals(actor=SYSTEM_ACTOR, rows=rows, at=MONDAY) == Taken(new=0, known=3)


@pytest.mark.parametrize("person", ["li_min", "zhou_lian", "chen_jing", "wang_gong", "xi_tong", "hotline"])
def test_only_the_city_s_office_brings_tables_in(town: Town, person: str) -> None:
    with pytest.raises(ImportNotYours):
        services.import_appeal(actor=getattr(town, person), row=ROW, at=MONDAY)
    with pytest.raises(ImportNotYours):
        services.import_appeals(actor=getattr(town, person), rows=[in_a_table()], at=MONDAY)
    assert services.import_appeal(actor=town.yang_ping, row=ROW, at=MONDAY)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("content", "", "没有内容"),
        ("content", " \n ", "没有内容"),
        ("content", "长" * 10_001, "最多 10000 个"),
        ("title", "长" * 201, "最多 200 个"),
        ("applicant", "长" * 61, "最多 60 个"),
        ("external_id", "1" * 61, "最多 60 个"),
        ("submitted_at", "", "不是日期时间"),
        ("submitted_at", "前天", "不是日期时间"),
        ("submitted_at", "2021-01-01", "时间不可能"),
        ("submitted_at", "0001-01-01", "时间不可能"),
        ("submitted_at", "9999-12-31T23:59:59-12:00", "时间不可能"),
        ("uscc", "91610402MA00000156", "校验"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_at_its_field(town: Town, field: str, value: str, reason: str) -> None:
    faults = rules.import_faults(in_a_table(**{field: value}), MONDAY)
    assert [fault.field for fault in faults] == [field]
    assert reason in faults[0].reason
    with pytest.raises(InvalidInput) as refusal:
        services.import_appeals(
            actor=SYSTEM_ACTOR, rows=[in_a_table(external_id="1"), in_a_table(**{field: value})], at=MONDAY
        )
    assert list(refusal.value.fields) == [field]
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("content", ["水", "长" * 10_000, "无"])
def test_one_to_ten_thousand_characters_are_taken(town: Town, content: str) -> None:
    assert take(replace(ROW, content=content)).content == content


def test_nobody_is_sent_a_message_when_a_table_comes_in_or_grows_old(town: Town, monkeypatch: Any) -> None:
    assert f"{rules.KIND}.imported" not in {handler.fact for handler in handlers.HANDLERS}
    take(replace(ROW, uscc=town.machinery.uscc))
    monkeypatch.setattr("yishang.kernel.clocks.queries.present", lambda: MONDAY + timedelta(days=3))
    assert jobs.remind() == 0
    assert not Notice.objects.exists()


def test_once_classified_it_is_reminded_of_like_any_other(town: Town, monkeypatch: Any) -> None:
    number = take().case.number
    services.triage_appeal(
        actor=town.yang_ping, number=number, category="03", star=2, line="DISPATCH", route="GENERAL", at=MONDAY
    )
    monkeypatch.setattr("yishang.kernel.clocks.queries.present", lambda: MONDAY + timedelta(days=21))
    assert jobs.remind() > 0


def test_looking_for_known_rows_uses_indexes(town: Town) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan of a small table says nothing in PostgreSQL")
    with CaptureQueriesContext(connection) as asked:
        services.import_appeals(actor=SYSTEM_ACTOR, rows=[in_a_table()], at=MONDAY)
    looking = [one["sql"] for one in asked if one["sql"].startswith("SELECT") and "content_digest" in one["sql"]]
    with connection.cursor() as cursor:
        plans = [cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()[0][3] for sql in looking]
    assert len(plans) >= 2  # by external id and by content
    assert all(plan.startswith("SEARCH") for plan in plans)


def test_the_desk_opens_an_appeal_that_has_no_company(town: Town, client: Client, frozen_site: datetime) -> None:
    client.force_login(town.accounts["yang_ping"])
    page = client.get(reverse("outreach:desk_matter", args=[take().case.number]))
    assert page.status_code == 200
    assert "A000102948" in page.content.decode()


def bring_in(path: Path) -> intake.Outcome:
    return intake.bring_in(
        actor=SYSTEM_ACTOR,
        what=services.APPEALS,
        path=path,
        wish=intake.Wish({}),
        at=MONDAY,
        tell=lambda _stage, _rows: None,
    )


@pytest.mark.slow
@pytest.mark.real_data
def test_the_4326_real_messages_come_in_once_and_the_desk_stays_usable(
    town: Town, real_data: Path, frozen_site: datetime
) -> None:
    path = real_data / "messages" / "hot_topic_4326.csv.xz"
    before = _statements_of_the_queue(town)
    first = bring_in(path)
    assert (first.read, first.accepted, first.refused, first.taken.new) == (4326, 4326, 0, 4326)
    assert first.unused == ("downvotes", "upvotes")
    again = bring_in(path)
    assert (again.read, again.accepted, again.refused, again.taken.known) == (4326, 4326, 0, 4326)
    assert Appeal.objects.filter(channel="IMPORT").count() == 4326
    assert _statements_of_the_queue(town) <= before + 2  # rows know their categories and warnings, each read once
    assert journal.verify().breach is None
    waiting = queries.matching(town.yang_ping, queries.Wanted(queue="triage"), now=MONDAY)
    page = queries.page_of(waiting, by_due=True, cursor="", limit=50)
    assert (len(page.items), page.total, page.total_is_exact, bool(page.next)) == (50, 1000, False, True)
    counts = queries.queue_counts(town.yang_ping, now=MONDAY)
    assert (counts["triage"], counts["overdue"]) == (1000, 0)  # a badge says 999+ from here on
    assert queries.headline(town.yang_ping, now=MONDAY)["total"].denominator == 0


def _statements_of_the_queue(town: Town) -> int:
    """Opens the city office's queues and searches in them; how many statements the queue for triage takes."""
    client = Client()
    client.force_login(town.accounts["yang_ping"])
    url = reverse("outreach:desk")
    for query in ("queue=triage", "queue=all&q=噪音", "queue=due", "queue=all&channel=IMPORT"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{url}?{query}").status_code == 200
        if query == "queue=triage":
            count = len(asked)
    return count
