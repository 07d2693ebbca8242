import json

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.queries import Wanted
from yishang.contexts.outreach.tests.conftest import (
    MONDAY,
    Advance,
    Do,
    IssueKey,
    Live,
    Town,
    december,
    facts,
)
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice

SECRET = "企业欠费两个月，先核实再答复"


@pytest.fixture
def noted(town: Town, do: Do, advance: Advance) -> str:
    """A matter in which the office left a word for the staff; its number."""
    advance("handling")
    return do(town.chen_jing, "note_internally", note=SECRET, at=december(10)).case.number


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping", "wang_gong"])
def test_who_works_on_it_leaves_a_word_and_the_state_stays(town: Town, do: Do, advance: Advance, person: str) -> None:
    appeal = advance("handling")
    do(getattr(town, person), "note_internally", note=SECRET)
    assert (appeal.case.state, facts(appeal.case.number)[-1]) == ("HANDLING", "noted_internally")


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping", "wang_gong", "du_cha"])
def test_the_staff_read_it(town: Town, noted: str, person: str) -> None:
    entry = queries.detail(getattr(town, person), noted, now=december(10)).timeline[-1]
    assert (entry.note, entry.internal) == (SECRET, True)


@pytest.mark.parametrize("person", ["li_min", "zhou_lian", "he_zhen", "fang_yuan"])
def test_no_company_and_no_sponsor_reads_it(client: Client, town: Town, noted: str, live_at: Live, person: str) -> None:
    live_at(december(10, 14))
    assert "noted_internally" not in {
        entry.fact for entry in queries.detail(getattr(town, person), noted, now=december(10)).timeline
    }
    client.force_login(town.accounts[person])
    addresses = [
        reverse("outreach:mine"),
        reverse("outreach:matter", args=[noted]),
        reverse("outreach:matter_told", args=[noted]),
        reverse("outreach:matter_move", args=[noted, "supplement_appeal"]),
        f"/api/v1/appeals/{noted}",
        "/api/v1/appeals",
        reverse("notices"),
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert SECRET not in answer.content.decode(), address
        assert "内部备注" not in answer.content.decode(), address


@pytest.mark.parametrize("person", ["li_min", "he_zhen"])
def test_nobody_outside_finds_the_matter_by_its_words(
    client: Client, town: Town, noted: str, live_at: Live, person: str
) -> None:
    assert not queries.matching(getattr(town, person), Wanted(q="欠费"), now=december(10)).exists()
    live_at(december(10, 14))
    client.force_login(town.accounts[person])
    assert client.get("/api/v1/appeals", {"q": "欠费两个月"}).json()["items"] == []


def test_a_key_that_only_submits_does_not_read_it_one_that_operates_does(
    client: Client, town: Town, do: Do, advance: Advance, issue_key: IssueKey, live_at: Live, noted: str
) -> None:
    Appeal.objects.update(submitter_id=town.hotline.id)  # its own matter, else it would not see it at all
    live_at(december(10, 14))
    submits, operates = issue_key("appeals:submit"), issue_key("appeals:operate")
    for key, reads in ((submits, False), (operates, True)):
        answer = client.get(f"/api/v1/appeals/{noted}", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 200
        assert (SECRET in json.dumps(answer.json(), ensure_ascii=False)) is reads


def test_no_message_carries_it(town: Town, noted: str) -> None:
    journal_jobs.drain()
    assert not Notice.objects.filter(text__contains="欠费").exists()
    assert not Notice.objects.filter(template__contains="internal").exists()


def test_no_sheet_of_the_desk_carries_it(client: Client, town: Town, noted: str, live_at: Live) -> None:
    live_at(december(10, 14))
    client.force_login(town.accounts["chen_jing"])
    answer = client.get("/outreach/desk/export.csv", {"queue": "all"})
    assert answer.status_code == 200
    assert SECRET not in b"".join(answer).decode()


def test_a_late_word_does_not_tell_the_company_that_something_changed(town: Town, do: Do, noted: str) -> None:
    with pytest.raises(MoveNotOpen) as refusal:
        do(town.li_min, "withdraw_appeal", reason="不办了。", at=december(10))
    assert "陈静" not in refusal.value.message


@pytest.mark.parametrize("person", ["li_min", "he_zhen", "du_cha"])
def test_nobody_else_leaves_one(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("handling")
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "note_internally", note=SECRET)


def test_another_county_does_not_see_the_matter(town: Town, do: Do, submitted: Appeal) -> None:
    with pytest.raises(CaseNotVisible):
        do(town.zhao_lei, "note_internally", note=SECRET)


def test_what_never_began_takes_no_word(town: Town, do: Do, submitted: Appeal) -> None:
    do(town.chen_jing, "reject_appeal", reason="不属受理范围。")
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "note_internally", note=SECRET)


def test_words_are_needed(town: Town, do: Do, submitted: Appeal) -> None:
    with pytest.raises(InvalidInput):
        do(town.chen_jing, "note_internally", note="", at=MONDAY)
