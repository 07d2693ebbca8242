"""Each fact reaches whom it concerns, and nobody else, when the workers deliver it."""

import pytest

from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice

REASON = {"reason": "外线路由审批未下。"}


def delivered(template: str) -> tuple[list[str], list[str]]:
    """Who reads it in the site, and which phones get it, after the queue was worked off."""
    journal_jobs.drain()
    found = Notice.objects.filter(template=template)
    people = found.filter(channel="IN_SITE").values_list("account__name", flat=True)
    phones = found.filter(channel="SMS").values_list("phone", flat=True)
    return sorted(str(name) for name in people), sorted(phones)


def test_the_county_s_office_hears_of_a_new_appeal(submitted: Appeal) -> None:
    assert delivered("appeal_submitted") == (["陈静"], [])


def test_the_unit_hears_what_it_has_to_sign_for_and_the_company_who_has_it(advance: Advance) -> None:
    advance("dispatched")
    assert delivered("appeal_dispatched") == (["王工"], [])
    assert delivered("appeal_in_hand") == (["李敏"], ["19900000101"])


def test_the_company_is_asked_to_rate(advance: Advance) -> None:
    advance("closed")
    assert delivered("appeal_closed") == (["李敏"], ["19900000101"])


def test_the_liaison_who_submitted_hears_it_too(advance: Advance, submitted: Appeal, town: Town) -> None:
    Appeal.objects.filter(pk=submitted.pk).update(submitter_id=town.zhou_lian.id, contact_phone="")
    advance("closed")
    assert delivered("appeal_closed") == (["周联", "李敏"], ["19900000101"])  # a liaison reads it in the site


def test_the_unit_hears_its_stars_and_that_it_must_do_it_again(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="1", **REASON, at=december(10))
    assert delivered("appeal_rated") == (["王工"], [])
    assert delivered("appeal_reopened") == (["王工"], [])
    assert "1 星" in Notice.objects.get(template="appeal_rated").text


def test_the_company_hears_why_it_was_declined(town: Town, do: Do) -> None:
    do(town.chen_jing, "reject_appeal", reason="属劳动争议，请向仲裁院申请。")
    assert delivered("appeal_rejected") == (["李敏"], ["19900000101"])
    assert "请向仲裁院申请" in Notice.objects.filter(template="appeal_rejected")[0].text


def test_a_request_to_return_goes_to_the_office_and_its_answer_to_the_unit(
    town: Town, do: Do, advance: Advance
) -> None:
    advance("dispatched")
    do(town.wang_gong, "request_return", **REASON)
    do(town.chen_jing, "refuse_return", reason="由你单位牵头。")
    assert delivered("appeal_return_requested") == (["陈静"], [])
    assert delivered("appeal_return_refused") == (["王工"], [])


@pytest.mark.parametrize(("star", "decides"), [(3, "陈静"), (4, "杨萍")])
def test_a_request_for_time_goes_to_whoever_decides(
    town: Town, do: Do, advance: Advance, star: int, decides: str
) -> None:
    advance("handling", star=star)
    do(town.wang_gong, "request_extension", days="1", **REASON)
    assert delivered("appeal_extension_requested") == ([decides], [])


@pytest.mark.parametrize(
    ("move", "template"),
    [("grant_extension", "appeal_extension_granted"), ("refuse_extension", "appeal_extension_refused")],
)
def test_the_unit_hears_the_decision(town: Town, do: Do, advance: Advance, move: str, template: str) -> None:
    advance("handling")
    do(town.wang_gong, "request_extension", days="1", **REASON)
    do(town.chen_jing, move, reason="已阅。")
    assert delivered(template) == (["王工"], [])


def test_working_the_queue_off_again_tells_nobody_twice(advance: Advance) -> None:
    advance("closed")
    journal_jobs.drain()
    told = Notice.objects.count()
    assert (journal_jobs.drain(), Notice.objects.count()) == (0, told)


def test_a_notice_holds_no_content_and_no_phone_number(advance: Advance, submitted: Appeal) -> None:
    advance("closed")
    journal_jobs.drain()
    texts = " ".join(Notice.objects.values_list("text", flat=True))
    assert submitted.content not in texts and submitted.contact_phone not in texts


def test_the_unit_that_lost_the_matter_hears_it(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    do(town.wang_gong, "request_return", **REASON)
    do(town.chen_jing, "grant_return", reason="改由区住建局办理。")
    assert delivered("appeal_return_granted") == (["王工"], [])


def test_new_material_reaches_the_unit_and_the_office(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    do(town.li_min, "supplement_appeal", note="变压器容量 800kVA。")
    assert delivered("appeal_supplemented") == (["王工", "陈静"], [])


def test_what_is_taken_back_is_told_to_the_office(town: Town, do: Do) -> None:
    do(town.li_min, "withdraw_appeal", reason="已自行解决。")
    assert delivered("appeal_withdrawn") == (["陈静"], [])
