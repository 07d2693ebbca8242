from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.rules import UrgedAlready
from yishang.contexts.outreach.tests.conftest import (
    MONDAY,
    Advance,
    Do,
    Live,
    Town,
    december,
    facts,
)
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice


def told(number: str) -> set[str]:
    """Who was told of the urging."""
    journal_jobs.drain()
    return set(Notice.objects.filter(subject=number, template="appeal_urged").values_list("account__name", flat=True))


@pytest.mark.parametrize("person", ["li_min", "zhou_lian", "he_zhen", "fang_yuan"])
def test_the_company_and_its_sponsors_urge_the_unit_at_once(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("handling")
    appeal = do(getattr(town, person), "urge_appeal", note="设备停了一周了。", at=december(11))
    assert (appeal.case.state, appeal.urged_count, appeal.urged_at) == ("HANDLING", 1, december(11))
    assert facts(appeal.case.number)[-1] == "urged"
    assert told(appeal.case.number) == {"王工"}


def test_before_dispatch_the_office_hears_it(town: Town, do: Do, submitted: Appeal) -> None:
    do(town.li_min, "urge_appeal")
    assert told(submitted.case.number) == {"陈静"}


def test_both_sides_see_how_often(town: Town, do: Do, advance: Advance) -> None:
    number = advance("handling").case.number
    for day in (11, 12):
        do(town.li_min, "urge_appeal", at=december(day))
    for reader in (town.li_min, town.wang_gong):
        found = queries.detail(reader, number, now=december(12))
        assert (found.appeal.urged_count, found.timeline[-1].details) == (2, ["第 2 次催办"])


@pytest.mark.parametrize(
    ("first", "again", "said"),
    [
        (december(11, 9), december(11, 18), "12月12日起可以再催。"),
        (december(13, 16), december(14, 10), "12月16日起可以再催。"),  # a Friday: the weekend counts for nothing
        (december(14, 10), december(15, 23), "12月16日起可以再催。"),
    ],
)
def test_once_a_working_day(town: Town, do: Do, advance: Advance, first: datetime, again: datetime, said: str) -> None:
    number = advance("handling").case.number
    do(town.li_min, "urge_appeal", at=first)
    assert "urge_appeal" not in {move.name for move in queries.detail(town.li_min, number, now=again).moves}
    with pytest.raises(UrgedAlready) as refusal:
        do(town.he_zhen, "urge_appeal", at=again)
    assert refusal.value.next_step == said
    assert do(town.li_min, "urge_appeal", at=december(16, 0, 1)).urged_count == 2


@pytest.mark.parametrize("person", ["chen_jing", "wang_gong", "du_cha"])
def test_urging_is_the_company_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("handling")
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "urge_appeal")


def test_another_company_does_not_see_it(town: Town, do: Do, submitted: Appeal) -> None:
    with pytest.raises(CaseNotVisible):
        do(town.sun_hao, "urge_appeal")


def test_what_is_closed_is_not_urged(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    with pytest.raises(MoveNotOpen):
        do(town.li_min, "urge_appeal")


def test_too_many_words_are_refused_at_their_field(town: Town, do: Do, submitted: Appeal) -> None:
    with pytest.raises(InvalidInput) as refusal:
        do(town.li_min, "urge_appeal", note="急" * 301)
    assert list(refusal.value.fields) == ["note"]


def test_one_tap_on_the_phone_and_then_when_it_may_be_urged_again(
    client: Client, town: Town, advance: Advance, live_at: Live
) -> None:
    number = advance("handling").case.number
    live_at(december(11))
    client.force_login(town.accounts["li_min"])
    page = reverse("outreach:matter", args=[number])
    assert "催一下" in client.get(page).content.decode()
    sent = {"idempotency_key": "one-tap", "note": ""}
    answer = client.post(f"{page}urge_appeal/", sent, follow=True)
    assert "已催办，办理的人马上会收到。" in answer.content.decode()
    text = client.get(page).content.decode()
    assert "已催办 1 次" in text
    assert "12月12日" in text
    assert "催一下" not in text
    client.post(f"{page}urge_appeal/", sent)  # the same tap, sent twice
    assert Appeal.objects.get(case__number=number).urged_count == 1
    late = client.post(f"{page}urge_appeal/", {"idempotency_key": "second-tap"})
    assert late.status_code == 409
    assert "已经催办过" in late.content.decode()


def test_the_desk_says_how_often(client: Client, town: Town, do: Do, advance: Advance, live_at: Live) -> None:
    number = advance("handling").case.number
    do(town.li_min, "urge_appeal", at=MONDAY)
    live_at(december(10))
    client.force_login(town.accounts["wang_gong"])
    assert "企业催办 1 次" in client.get(reverse("outreach:desk_matter", args=[number])).content.decode()
    assert "催办 1 次" in client.get(reverse("outreach:desk"), {"queue": "handling"}).content.decode()
