import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Live, Town, december, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice

WORDS = "企业停产待电，请本周内拿出路由方案。"


@pytest.mark.parametrize("person", ["du_cha", "yang_ping"])
def test_overseers_and_the_city_call_for_action(town: Town, do: Do, advance: Advance, person: str) -> None:
    number = advance("handling").case.number
    appeal = do(getattr(town, person), "supervise_appeal", note=WORDS, answer_by="2019-12-13", at=december(10))
    assert (appeal.case.state, facts(number)[-1]) == ("HANDLING", "supervised")
    found = queries.detail(town.wang_gong, number, now=december(10))
    assert found.supervision is not None
    assert (found.supervision.note, found.supervision.details) == (WORDS, ["要求 2019年12月13日前答复"])
    journal_jobs.drain()
    told = Notice.objects.filter(subject=number, template="appeal_supervised", channel="IN_SITE")
    assert set(told.values_list("account__name", flat=True)) == {"王工", "陈静"}


def test_it_stands_on_top_until_progress_is_noted(
    client: Client, town: Town, do: Do, advance: Advance, live_at: Live
) -> None:
    number = advance("accepted").case.number
    do(town.du_cha, "supervise_appeal", note=WORDS, at=december(10))
    live_at(december(10, 14))
    client.force_login(town.accounts["wang_gong"])
    page = reverse("outreach:desk_matter", args=[number])
    assert 'aria-label="督办"' in client.get(page).content.decode()
    do(town.li_min, "supplement_appeal", note="补充照片。", at=december(10, 15))
    assert queries.detail(town.wang_gong, number, now=december(10, 15)).supervision is not None
    do(town.wang_gong, "note_progress", note="方案已定，周五送审。", at=december(11))
    assert queries.detail(town.wang_gong, number, now=december(11)).supervision is None
    assert 'aria-label="督办"' not in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("day", "fault"), [("2019-12-08", "不能早于今天"), ("2020-03-10", "3 个月以内"), ("x", "日期")]
)
def test_the_day_of_the_answer_lies_ahead(town: Town, do: Do, submitted: Appeal, day: str, fault: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        do(town.du_cha, "supervise_appeal", note=WORDS, answer_by=day)
    assert fault in refusal.value.fields["answer_by"]


def test_words_are_needed(town: Town, do: Do, submitted: Appeal) -> None:
    with pytest.raises(InvalidInput) as refusal:
        do(town.du_cha, "supervise_appeal", note=" ")
    assert list(refusal.value.fields) == ["note"]


@pytest.mark.parametrize("person", ["chen_jing", "wang_gong", "li_min", "he_zhen"])
def test_nobody_else_supervises(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("dispatched")
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "supervise_appeal", note=WORDS)


def test_another_county_does_not_see_it(town: Town, do: Do, submitted: Appeal) -> None:
    with pytest.raises(CaseNotVisible):
        do(town.zhao_lei, "supervise_appeal", note=WORDS)


def test_what_is_closed_is_not_supervised(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    with pytest.raises(MoveNotOpen):
        do(town.du_cha, "supervise_appeal", note=WORDS, at=MONDAY)
