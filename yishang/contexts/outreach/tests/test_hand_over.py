from datetime import date

import pytest
from django.test import Client

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import LONG_AGO, MONDAY, Advance, Town, december, facts
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.models import Account, Posting
from yishang.kernel.directory.rules import Role
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal import services as journal_services
from yishang.kernel.notify import queries as notices

pytestmark = pytest.mark.usefixtures("frozen_site")
LIST, FORM = "/outreach/sponsors/", "/outreach/sponsors/hand-over/"


@pytest.fixture
def lu_yi(town: Town) -> Account:
    """陆毅, a leader who has no subject yet."""
    account = Account.objects.create(login="ldr.陆毅", name="陆毅", phone="19900000188")
    Posting.objects.create(account=account, role=Role.LDR, unit=town.power, region_id="610400", valid_from=LONG_AGO)
    return account


def sit(client: Client, town: Town, person: str) -> Client:
    client.force_login(town.accounts[person])
    return client


def deliver_facts(subject: str) -> None:
    """What the worker does after commit."""
    for fact in journal.timeline(subject, include_internal=True):
        for handler in journal.listeners(fact.verb):
            journal_services.hand_over(fact=fact, handler=handler, at=MONDAY)


def test_open_matters_go_along_and_the_successor_sees_them(
    client: Client, town: Town, advance: Advance, lu_yi: Account
) -> None:
    number = advance("handling").case.number
    page = sit(client, town, "yang_ping").get(f"{FORM}?leaving=ldr.何镇").content.decode()
    assert "包抓 <b>1</b> 个主体" in page and "<b>1</b> 件诉求在办" in page

    answer = client.post(
        FORM, {"leaving": "ldr.何镇", "successor": "ldr.陆毅", "effective_on": "2019-12-10", "reason": "工作调动"}
    )

    assert answer.status_code == 302
    deliver_facts(f"subject:{town.machinery.subjects.get().pk}")
    assert facts(number)[-1] == "sponsor_changed"
    after = directory.actor_of(lu_yi, on=date(2019, 12, 10))
    before = directory.actor_of(town.accounts["he_zhen"], on=date(2019, 12, 10))
    assert after is not None and before is not None
    seen = queries.detail(after, number, now=december(10))
    assert "包抓由何镇交给陆毅" in seen.timeline[-1].details
    with pytest.raises(CaseNotVisible):
        queries.detail(before, number, now=december(10))
    assert [one.title for one in notices.told_in_site(lu_yi.pk)] == ["包抓交接给您"]


def test_delivered_again_it_is_not_said_again(town: Town, advance: Advance, lu_yi: Account) -> None:
    number = advance("handling").case.number
    directory_services.hand_over(
        actor=town.yang_ping, leaving="ldr.何镇", successor="ldr.陆毅", effective_on=date(2019, 12, 10),
        reason="工作调动", at=MONDAY,
    )  # fmt: skip
    for _ in range(2):
        deliver_facts(f"subject:{town.machinery.subjects.get().pk}")
    assert facts(number).count("sponsor_changed") == 1


@pytest.mark.parametrize("person", ["wang_gong", "li_min", "he_zhen", "du_cha", "xi_tong"])
def test_handing_over_is_the_offices(client: Client, town: Town, person: str) -> None:
    assert sit(client, town, person).get(FORM).status_code == 403


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"successor": ""}, "请选择一项"),
        ({"successor": "ldr.何镇"}, "不能是本人"),
        ({"effective_on": "2019-12-08"}, "不能早于今天"),
        ({"effective_on": "明天"}, "请选择日期"),
        ({"reason": ""}, "请填写这一项"),
        ({"leaving": "dep.王工"}, "没有可以交接的包抓主体"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_changes(
    client: Client, town: Town, lu_yi: Account, given: dict[str, str], words: str
) -> None:
    told = {"leaving": "ldr.何镇", "successor": "ldr.陆毅", "effective_on": "2019-12-10", "reason": "工作调动"}
    answer = sit(client, town, "yang_ping").post(FORM, {**told, **given})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert directory.sponsors_entity(town.accounts["he_zhen"].pk, town.machinery.pk, on=date(2019, 12, 31))


def test_the_list_tells_who_has_nobody(client: Client, town: Town) -> None:
    sit(client, town, "yang_ping")
    everybody, nobody = client.get(LIST).content.decode(), client.get(f"{LIST}?missing=any").content.decode()
    assert "演示机械有限公司" in everybody and "演示食品有限公司" in everybody
    assert "演示食品有限公司" in nobody and "演示机械有限公司" not in nobody
    assert "领导、部门、联络员" in nobody
    sheet = b"".join(client.get(f"{LIST}?form=csv&missing=any")).decode()  # type: ignore[arg-type]
    assert "演示食品有限公司" in sheet and "领导、部门、联络员" in sheet


def test_a_county_s_office_sees_its_own_subjects(client: Client, town: Town) -> None:
    shown = sit(client, town, "zhao_lei").get(LIST).content.decode()
    assert "演示食品有限公司" in shown and "演示机械有限公司" not in shown
    assert client.get(f"{LIST}{town.machinery.subjects.get().pk}/").status_code == 404


@pytest.mark.parametrize("asked", ["missing=love", "kind=love", "county=110000", "person=abc", "after=-3", "after=9e9"])
def test_words_that_mean_nothing_are_no_fault(client: Client, town: Town, asked: str) -> None:
    assert sit(client, town, "yang_ping").get(f"{LIST}?{asked}").status_code in (200, 422)


def test_an_office_appoints_whom_a_subject_lacks_and_ends_a_second_one(
    client: Client, town: Town, lu_yi: Account, submitted: Appeal
) -> None:
    subject = town.machinery.subjects.get()
    address = f"{LIST}{subject.pk}/"
    sit(client, town, "yang_ping")
    told = {"sponsor_type": "COUNTY_LEADER", "leader_login": "ldr.陆毅", "valid_from": "2019-12-09", "doc_no": "1号"}
    assert client.post(address, told).status_code == 302
    made = directory.sponsorships_ever(subject.pk)[0]
    assert (made.leader, made.doc_no) == (lu_yi, "1号")
    again = client.post(address, told)
    assert again.status_code == 409 and "已有同类包抓人" in again.content.decode()
    ended = client.post(address, {"sponsorship_id": made.pk, "last_day": "2019-12-31", "reason": "任务完成"})
    assert ended.status_code == 302
    made.refresh_from_db()
    assert made.valid_to == date(2019, 12, 31)


def test_a_subject_is_not_left_with_nobody(client: Client, town: Town) -> None:
    subject = town.machinery.subjects.get()
    only = subject.sponsorships.get(leader__isnull=False)
    answer = sit(client, town, "chen_jing").post(
        f"{LIST}{subject.pk}/", {"sponsorship_id": only.pk, "last_day": "2019-12-31", "reason": "调整"}
    )
    assert answer.status_code == 409 and "没有同类的包抓人" in answer.content.decode()
