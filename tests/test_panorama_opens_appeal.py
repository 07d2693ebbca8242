"""From a verdict to an appeal and its number back: two processes that know one another's facts only."""

from datetime import datetime

import pytest

from tests.browser.sites import seen_from_above
from yishang.contexts.outreach import handlers
from yishang.contexts.outreach import queries as outreach
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests import conftest
from yishang.contexts.outreach.tests.conftest import MONDAY, Town, facts
from yishang.contexts.panoramas import queries, services
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.journal import queries as journal

town, now = conftest.town, conftest.now
pytestmark = pytest.mark.usefixtures("frozen_site")


@pytest.fixture
def odd(town: Town, now: datetime) -> str:
    """The number of a panorama that 陈静 judged SLOW, told to whoever listens."""
    number = seen_from_above(town, now)["odd"]
    journal_jobs.drain()
    return number


def judge(town: Town, number: str, verdict: str) -> None:
    note = "塔吊已撤，场内不见人和车。"
    services.judge_panorama(actor=town.yang_ping, number=number, verdict=verdict, note=note, at=MONDAY)
    journal_jobs.drain()


def test_a_verdict_opens_one_appeal_on_line_a_and_its_number_comes_back(town: Town, odd: str) -> None:
    appeal = Appeal.objects.get(channel="PANORAMA")
    case = appeal.case
    assert (appeal.line, case.state, case.region_id, case.applicant_id) == (
        "COUNTY", "SUBMITTED", "610402", town.machinery.pk,
    )  # fmt: skip
    assert "12月12日前主动对接" in appeal.content
    assert queries.panorama(town.chen_jing, odd).appeal_number == case.number
    assert facts(case.number) == ["panorama_reported", "panorama_judged"]


def test_told_twice_it_is_still_one_appeal_and_one_note(town: Town, odd: str) -> None:
    [judged] = [fact for fact in journal.timeline(odd, include_internal=True) if fact.verb.endswith(".judged")]
    number = Appeal.objects.get(channel="PANORAMA").case.number
    for _ in range(2):
        handlers._open_from_above(judged)
    assert Appeal.objects.filter(channel="PANORAMA").count() == 1
    assert facts(number) == ["panorama_reported", "panorama_judged"]


def test_another_verdict_is_told_where_the_appeal_stands(town: Town, odd: str) -> None:
    number = Appeal.objects.get(channel="PANORAMA").case.number
    judge(town, odd, "SUSPENDED")
    judge(town, odd, "NORMAL")
    assert facts(number) == ["panorama_reported", *["panorama_judged"] * 3]
    assert Appeal.objects.filter(channel="PANORAMA").count() == 1


def test_the_company_reads_the_request_and_not_the_verdict(town: Town, odd: str) -> None:
    number = Appeal.objects.get(channel="PANORAMA").case.number
    told = outreach.detail(town.li_min, number, now=MONDAY)
    assert "进展缓慢" not in told.appeal.content + "".join(entry.note for entry in told.timeline)
    inside = outreach.detail(town.chen_jing, number, now=MONDAY)
    assert any("进展缓慢" in entry.note for entry in inside.timeline)
