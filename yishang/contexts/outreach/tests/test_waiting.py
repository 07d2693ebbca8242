import pytest
from django.test import Client

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december

pytestmark = pytest.mark.usefixtures("frozen_site")
PAGE = "/outreach/waiting/"
LONG_AFTER = december(31, 10)


def counts(town: Town, person: str) -> dict[str, int]:
    return {heap.code: heap.count for heap in queries.waiting_heaps(getattr(town, person), now=LONG_AFTER)}


def sit(client: Client, town: Town, person: str) -> Client:
    client.force_login(town.accounts[person])
    return client


def test_a_leader_sees_what_is_late_at_the_companies_they_sponsor(town: Town, advance: Advance) -> None:
    advance("handling")
    assert counts(town, "he_zhen")["overdue"] == 1 == counts(town, "fang_yuan")["overdue"]
    assert [case.title for case in queries.waiting_matters(town.he_zhen, "overdue", now=LONG_AFTER)] == [
        "二期 10kV 专线外线路由未定"
    ]


def test_low_stars_wait_for_the_leader(town: Town, advance: Advance, do: Do) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="2", reason="没有人来过", at=december(10))
    assert counts(town, "he_zhen")["unhappy"] == 1


def test_the_page_leads_to_the_matter_and_to_the_telephone(
    client: Client, town: Town, advance: Advance, do: Do
) -> None:
    number = advance("closed").case.number
    do(town.li_min, "rate_appeal", star="1", reason="没有人来过")
    shown = sit(client, town, "he_zhen").get(PAGE).content.decode()
    assert "企业不满意" in shown and f"/outreach/mine/{number}/" in shown and "tel:029-00000000" in shown


@pytest.mark.parametrize("person", ["li_min", "chen_jing", "wang_gong", "du_cha", "shen_ji"])
def test_it_is_the_leaders_page(client: Client, town: Town, person: str) -> None:
    assert sit(client, town, person).get(PAGE).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Client, town: Town) -> None:
    assert client.get(PAGE).status_code == 302


def test_a_heap_that_there_is_none_of_is_refused(client: Client, town: Town) -> None:
    assert sit(client, town, "he_zhen").get(f"{PAGE}?heap=love").status_code == 422


def test_a_liaison_without_companies_has_nothing_waiting(client: Client, town: Town) -> None:
    town.accounts["zhou_lian"].assisted.all().delete()
    assert "没有等您处理的" in sit(client, town, "zhou_lian").get(PAGE).content.decode()
