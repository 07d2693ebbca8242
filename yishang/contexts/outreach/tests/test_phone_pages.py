"""The company's pages: what it sees, how it submits, rates, adds and takes back, and what it is refused."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from yishang.contexts.outreach import queries, rules, services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Town
from yishang.kernel.directory.models import Account
from yishang.kernel.evidence import services as evidence
from yishang.kernel.journal.models import Fact
from yishang.kernel.ratings.models import Rating

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]
SUBMIT = "/outreach/submit/"
CONTENT = "厂区二期 10kV 专线 9 月 3 日申请，供电公司答复外线路由待定，已 11 周。"


@pytest.fixture(autouse=True)
def frozen(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("yishang.kernel.clocks.queries.present", lambda: MONDAY)


@pytest.fixture
def visit(town: Town) -> Visit:
    """A browser in which that person is signed in."""

    def signed_in(person: str) -> Client:
        client = Client()
        client.force_login(town.accounts[person])
        return client

    return signed_in


def filled_in(town: Town, **changes: object) -> dict[str, object]:
    return {
        "idempotency_key": "one",
        "uscc": town.machinery.uscc,
        "category": "03",
        "title": "二期 10kV 专线外线路由未定",
        "content": CONTENT,
        "contact_name": "李敏",
        "contact_phone": "19900000101",
        **changes,
    }


def matter_url(appeal: Appeal, move: str = "") -> str:
    number = appeal.case.number
    return reverse("outreach:matter_move", args=[number, move]) if move else reverse("outreach:matter", args=[number])


# ---- who comes in ------------------------------------------------------------------------------------------


def test_a_stranger_is_sent_to_sign_in_and_comes_back(db: None) -> None:
    answer = Client().get("/outreach/mine/?heap=rating")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/outreach/mine/%3Fheap%3Drating"


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping", "wang_gong", "du_cha", "xi_tong"])
@pytest.mark.parametrize("url", ["/outreach/mine/", SUBMIT])
def test_people_of_the_desk_are_told_where_to_go(visit: Visit, person: str, url: str) -> None:
    answer = visit(person).get(url)
    assert answer.status_code == 403
    assert "这是企业用户、联络员、包抓领导、包抓部门的页面。" in answer.content.decode()


def test_another_company_does_not_learn_that_the_matter_exists(visit: Visit, submitted: Appeal) -> None:
    assert visit("sun_hao").get(matter_url(submitted)).status_code == 404
    assert visit("sun_hao").post(matter_url(submitted, "withdraw_appeal"), {"reason": "不办了"}).status_code == 404


# ---- my matters --------------------------------------------------------------------------------------------


def test_li_min_sees_her_matter_with_its_lamp_and_who_answers(visit: Visit, submitted: Appeal) -> None:
    page = visit("li_min").get("/outreach/mine/").content.decode()
    assert "二期 10kV 专线外线路由未定" in page
    assert "秦都区营商办" in page
    assert "正在核对，最迟 12月9日 17:00 派给承办单位。" in page
    assert "lamp-green" in page


def test_the_liaison_sees_the_matter_and_whose_it_is(visit: Visit, submitted: Appeal) -> None:
    assert "演示机械有限公司" in visit("zhou_lian").get("/outreach/mine/").content.decode()


def test_another_company_sees_an_empty_page_with_a_way_on(visit: Visit, submitted: Appeal) -> None:
    page = visit("sun_hao").get("/outreach/mine/").content.decode()
    assert "还没有诉求" in page
    assert SUBMIT in page


def test_a_closed_matter_waits_under_rating_and_asks_for_it(visit: Visit, advance: Advance) -> None:
    advance("closed")
    li_min = visit("li_min")
    assert "1 件已办结，等您评价" in li_min.get("/outreach/mine/").content.decode()
    assert "12月24日前没有评价的，我们会电话回访" in li_min.get("/outreach/mine/?heap=rating").content.decode()


def test_a_list_costs_the_same_however_long_it_is(
    visit: Visit, town: Town, submitted: Appeal, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(12):
        _submit_as_li_min(town, title=f"第 {place} 件", content=f"{CONTENT}{place}")
    li_min = visit("li_min")
    with django_assert_max_num_queries(16):
        assert li_min.get("/outreach/mine/").status_code == 200


# ---- submitting --------------------------------------------------------------------------------------------


def test_the_form_knows_her_company_her_name_and_phone(visit: Visit, town: Town) -> None:
    page = visit("li_min").get(SUBMIT).content.decode()
    assert f'value="{town.machinery.uscc}"' in page
    assert 'value="李敏"' in page
    assert 'value="19900000101"' in page
    assert "全部 14 类" in page


def test_li_min_submits_and_reads_what_happens_next_and_by_when(visit: Visit, town: Town) -> None:
    li_min = visit("li_min")
    answer = li_min.post(SUBMIT, filled_in(town))
    appeal = Appeal.objects.get()
    assert answer["Location"] == f"{matter_url(appeal)}?submitted=1"
    page = li_min.get(answer["Location"]).content.decode()
    assert appeal.case.number in page
    assert "秦都区营商办核对、派单" in page
    assert "12月9日 17:00" in page


def test_sent_twice_it_is_one_matter_and_the_same_answer(visit: Visit, town: Town) -> None:
    li_min = visit("li_min")
    first, second = (li_min.post(SUBMIT, filled_in(town)) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Appeal.objects.count() == 1


def test_changed_after_it_was_taken_it_asks_before_making_a_second(visit: Visit, town: Town) -> None:
    li_min = visit("li_min")
    li_min.post(SUBMIT, filled_in(town))
    answer = li_min.post(SUBMIT, filled_in(town, title="另一件事"))
    assert answer.status_code == 409
    assert "已经提交成功" in answer.content.decode()
    assert Appeal.objects.count() == 1


def test_faults_stand_at_their_fields_and_nothing_is_lost(visit: Visit, town: Town) -> None:
    picture = _picture_of(town)
    answer = visit("li_min").post(
        SUBMIT, filled_in(town, category="", content="太短", contact_phone="123", images=[picture])
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有 3 处要改一下" in page
    assert "请选择哪一类问题。" in page
    assert "请至少写 10 个字" in page
    assert 'value="二期 10kV 专线外线路由未定"' in page
    assert f'name="images" value="{picture}"' in page
    assert Appeal.objects.count() == 0


def test_after_mending_the_same_page_is_taken(visit: Visit, town: Town) -> None:
    li_min = visit("li_min")
    li_min.post(SUBMIT, filled_in(town, content="太短"))
    assert li_min.post(SUBMIT, filled_in(town)).status_code == 302


def test_for_somebody_elses_company_it_is_refused_and_noted(visit: Visit, town: Town) -> None:
    answer = visit("li_min").post(SUBMIT, filled_in(town, uscc=town.food.uscc))
    assert answer.status_code == 403
    assert Appeal.objects.count() == 0
    assert Fact.objects.filter(verb="outreach.appeal.misuse_refused").count() == 1


def test_the_liaison_submits_for_the_company_and_is_counted_apart(visit: Visit, town: Town) -> None:
    visit("zhou_lian").post(SUBMIT, filled_in(town))
    assert Appeal.objects.get().channel == "LIAISON"


def test_somebody_elses_picture_is_refused_in_words_and_the_text_stays(visit: Visit, town: Town) -> None:
    picture = _picture_of(town, person="sun_hao")
    answer = visit("li_min").post(SUBMIT, filled_in(town, images=[picture]))
    assert answer.status_code == 403 or "图片不能附在这里" in answer.content.decode()
    assert Appeal.objects.count() == 0


def test_the_liaison_finds_a_company_by_part_of_its_name(visit: Visit, town: Town) -> None:
    liaison = visit("zhou_lian")
    found = liaison.get(SUBMIT, {"company": "机械"}, headers={"HX-Request": "true"}).content.decode()
    none = liaison.get(SUBMIT, {"company": "食品"}, headers={"HX-Request": "true"}).content.decode()
    assert town.machinery.uscc in found
    assert "没有找到" in none


# ---- what to expect ----------------------------------------------------------------------------------------


def test_five_closed_matters_tell_what_to_expect(visit: Visit, town: Town) -> None:
    _close_after(town, days=[1, 1, 2, 3, 8])
    expected = queries.expectation("03", city_code="610400")
    assert (expected.count, expected.half, expected.most) == (5, 4, 12)
    page = visit("li_min").get(SUBMIT, {"part": "expectation", "category": "03"}, headers={"HX-Request": "true"})
    assert "一半在 <b>2 个工作日</b>内办结" in page.content.decode()


def test_four_are_too_few_to_promise_anything(visit: Visit, town: Town) -> None:
    _close_after(town, days=[1, 1, 2, 3])
    assert queries.expectation("03", city_code="610400") is None
    page = visit("li_min").get(SUBMIT, {"part": "expectation", "category": "03"}, headers={"HX-Request": "true"})
    assert page.content.decode().strip() == ""


def test_other_categories_and_cities_do_not_count(town: Town) -> None:
    _close_after(town, days=[1, 1, 2, 3, 8])
    assert queries.expectation("01", city_code="610400") is None
    assert queries.expectation("03", city_code="610300") is None


# ---- one matter --------------------------------------------------------------------------------------------


def test_the_page_names_who_is_responsible_and_how_to_ring(visit: Visit, advance: Advance) -> None:
    page = visit("li_min").get(matter_url(advance("handling"))).content.decode()
    assert "演示供电公司" in page
    assert 'href="tel:029-00000000"' in page
    assert "现场踏勘，路由方案一已报批。" in page
    assert "补充材料" in page
    assert "撤回这件诉求" not in page


def test_five_stars_are_given_in_two_taps(visit: Visit, advance: Advance) -> None:
    appeal = advance("closed")
    li_min = visit("li_min")
    assert "?star=5" in li_min.get(matter_url(appeal)).content.decode()
    answer = li_min.post(matter_url(appeal, "rate_appeal"), {"star": "5", "suggestion": "外线路由可以早些公开"})
    assert answer["Location"] == f"{matter_url(appeal)}?done=rate_appeal"
    page = li_min.get(answer["Location"]).content.decode()
    assert "评价已收到" in page
    assert "非常满意" in page


def test_two_stars_need_a_reason_at_its_field(visit: Visit, advance: Advance) -> None:
    appeal = advance("closed")
    answer = visit("li_min").post(matter_url(appeal, "rate_appeal"), {"star": "2", "suggestion": "留着"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in page
    assert "留着" in page
    assert Rating.objects.count() == 0


def test_no_star_is_said_at_the_stars(visit: Visit, advance: Advance) -> None:
    answer = visit("li_min").post(matter_url(advance("closed"), "rate_appeal"), {})
    assert answer.status_code == 422
    assert "请点几颗星。" in answer.content.decode()


def test_rating_before_the_end_is_refused_in_words_on_the_matters_page(visit: Visit, advance: Advance) -> None:
    appeal = advance("handling")
    answer = visit("li_min").post(matter_url(appeal, "rate_appeal"), {"star": "5"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "现在是“办理中”" in page
    assert "办理过程" in page


def test_the_liaison_reads_the_rating_but_does_not_give_it(visit: Visit, town: Town, advance: Advance) -> None:
    appeal = advance("closed")
    liaison = visit("zhou_lian")
    assert liaison.post(matter_url(appeal, "rate_appeal"), {"star": "5"}).status_code == 403
    services.rate_appeal(actor=town.li_min, number=appeal.case.number, star=5, suggestion="很快", at=MONDAY)
    page = liaison.get(matter_url(appeal)).content.decode()
    assert "非常满意" in page
    assert "很快" in page


def test_li_min_adds_a_picture_and_both_sides_see_it(visit: Visit, town: Town, advance: Advance) -> None:
    appeal = advance("accepted")
    picture = _picture_of(town)
    li_min = visit("li_min")
    li_min.post(matter_url(appeal, "supplement_appeal"), {"note": "这是现场照片", "images": [picture]})
    page = li_min.get(matter_url(appeal)).content.decode()
    assert "这是现场照片" in page
    assert f"/pictures/{picture}/thumbnail/" in page


def test_a_supplement_sent_twice_is_there_once(visit: Visit, advance: Advance) -> None:
    appeal = advance("accepted")
    li_min = visit("li_min")
    for _ in range(2):
        li_min.post(matter_url(appeal, "supplement_appeal"), {"note": "补一句", "idempotency_key": "two"})
    assert Fact.objects.filter(subject=appeal.case.number, verb="outreach.appeal.supplemented").count() == 1


def test_withdrawing_says_why_and_ends_the_matter(visit: Visit, submitted: Appeal) -> None:
    li_min = visit("li_min")
    assert li_min.post(matter_url(submitted, "withdraw_appeal"), {"reason": ""}).status_code == 422
    li_min.post(matter_url(submitted, "withdraw_appeal"), {"reason": "已自行解决"})
    submitted.case.refresh_from_db()
    assert submitted.case.state == "WITHDRAWN"


def test_once_dispatched_it_is_too_late_to_withdraw(visit: Visit, advance: Advance) -> None:
    appeal = advance("dispatched")
    answer = visit("li_min").get(matter_url(appeal, "withdraw_appeal"))
    assert answer.status_code == 409
    assert "不能撤回" in answer.content.decode()


def test_steps_of_the_offices_are_not_on_these_pages(visit: Visit, submitted: Appeal) -> None:
    assert visit("li_min").post(matter_url(submitted, "triage_appeal"), {"star": "1"}).status_code == 404


def _submit_as_li_min(town: Town, *, title: str, content: str, at: datetime = MONDAY) -> Appeal:
    return services.submit_appeal(
        actor=town.li_min,
        uscc=town.machinery.uscc,
        category="03",
        title=title,
        content=content,
        contact=services.Contact("李敏", "19900000101"),
        at=at,
    )


def _close_after(town: Town, *, days: list[int]) -> None:
    for place, length in enumerate(days):
        at = MONDAY + timedelta(minutes=place)
        appeal = _submit_as_li_min(town, title=f"第 {place} 件", content=f"{CONTENT}{place}", at=at)
        case = appeal.case
        case.state, case.closed_at = "CLOSED", at + timedelta(days=length)
        case.save()


def _picture_of(town: Town, person: str = "li_min") -> int:
    content = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(content, "JPEG")
    account: Account = town.accounts[person]
    upload = SimpleUploadedFile("现场.jpg", content.getvalue(), "image/jpeg")
    actor = getattr(town, person)
    assert actor.id == account.pk
    return evidence.store_picture(actor=actor, upload=upload, at=MONDAY).pk


def test_every_state_says_what_comes_next() -> None:
    said = {*queries.own.NEXT_WORDS, "CLOSED"}
    assert said == {state.code for state in rules.APPEAL.states}


def test_no_line_begins_with_a_dot(visit: Visit, advance: Advance) -> None:
    client, matter = visit("li_min"), matter_url(advance("handling"))
    for address in (matter, "/outreach/mine/"):
        page = client.get(address).content.decode()
        seen = re.sub(r'<span class="visually-hidden">.*?</span>', "", page[page.index('<main id="main"') :])
        assert " · " not in seen
    assert "&nbsp;· " in client.get(matter).content.decode()
