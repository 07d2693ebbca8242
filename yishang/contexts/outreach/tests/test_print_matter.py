import pytest
from django.test import Client

from yishang.contexts.outreach import services
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town

pytestmark = pytest.mark.usefixtures("frozen_site")


def sheet_of(client: Client, town: Town, person: str, number: str) -> tuple[int, str]:
    client.force_login(town.accounts[person])
    answer = client.get(f"/outreach/desk/{number}/print/")
    return answer.status_code, answer.content.decode()


def test_the_sheet_tells_what_both_sides_know(client: Client, town: Town, advance: Advance, do: Do) -> None:
    number = advance("closed").case.number
    do(town.li_min, "rate_appeal", star="5", suggestion="以后能在网上看方案就更好了。")
    status, page = sheet_of(client, town, "chen_jing", number)
    assert status == 200
    for words in ("企业诉求办理单", number, "二期 10kV 专线外线路由未定", "91610402MA00000155", "演示供电公司", "5 星"):
        assert words in page
    assert page.index("提交") < page.index("办结")


def test_telephones_and_words_for_the_staff_stay_off_paper(client: Client, town: Town, advance: Advance) -> None:
    number = advance("handling").case.number
    services.note_internally(actor=town.chen_jing, number=number, note="这家企业上月来访过三次", at=MONDAY)
    _, page = sheet_of(client, town, "chen_jing", number)
    assert "19900000101" not in page and "199****0101" in page
    assert "来访过三次" not in page


@pytest.mark.parametrize(
    ("person", "status"), [("zhao_lei", 404), ("liu_gong", 404), ("li_min", 403), ("he_zhen", 403)]
)
def test_only_those_at_the_desk_who_see_the_matter_print_it(
    client: Client, town: Town, advance: Advance, person: str, status: int
) -> None:
    assert sheet_of(client, town, person, advance("handling").case.number)[0] == status


def test_no_such_number(client: Client, town: Town) -> None:
    assert sheet_of(client, town, "chen_jing", "SQ-610402-20991231-0001")[0] == 404
