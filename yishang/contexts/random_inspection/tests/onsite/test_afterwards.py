"""After the inspection: review by another person, publication, orders and their days, the company's word."""

from datetime import date, timedelta
from typing import Any

import pytest

from yishang.contexts.random_inspection import jobs
from yishang.contexts.random_inspection.models import Inspection, TeamMember
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.queries import results
from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.contexts.random_inspection.services import onsite as services
from yishang.contexts.random_inspection.tests.conftest import Town
from yishang.contexts.random_inspection.tests.onsite.conftest import DAY, FOUND, SIGNED, Advance, again, state
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal.models import Fact
from yishang.kernel.publish import services as publish
from yishang.kernel.publish.models import Correction, Publication
from yishang.kernel.ratings.models import UnnamedRating

LATER = DAY + timedelta(days=5)


def verbs(inspection: Inspection) -> list[str]:
    found = journal.timeline(inspection.case.number, include_internal=True)
    return [fact.verb.rpartition(".")[2] for fact in found]


# --- review -----------------------------------------------------------------------------------------------------------


def test_approve_result_is_for_somebody_of_the_unit_who_did_not_check(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    number = advance("result").case.number
    for actor in (town.zheng_hao, town.qian_hong, town.lyu_qiang):
        with pytest.raises(MoveNotYours):
            services.approve_result(actor=actor, number=number, at=LATER)
    TeamMember.objects.filter(inspection=inspection, name="宋佳").update(account=town.accounts["qin_lan"])
    with pytest.raises(rules.OwnReview):
        services.approve_result(actor=town.qin_lan, number=number, at=LATER)
    TeamMember.objects.filter(inspection=inspection, name="宋佳").update(account=None)
    services.approve_result(actor=town.qin_lan, number=number, at=LATER)
    with pytest.raises(MoveNotOpen):
        services.approve_result(actor=town.qin_lan, number=number, at=LATER)


def test_return_result_takes_its_order_back_and_the_next_result_may_order_otherwise(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    number = advance("result", found=FOUND).case.number
    services.return_result(actor=town.qin_lan, number=number, reason="期限写错了", at=LATER)
    found = {**FOUND, "order_days": 20}
    services.enter_result(actor=town.zheng_hao, number=number, signatures=SIGNED, at=LATER, **found)
    assert list(inspection.orders.values_list("state", "days")) == [("WITHDRAWN", 10), ("OPEN", 20)]
    services.return_result(actor=town.qin_lan, number=number, reason="应当立案", at=LATER)
    pending = {"results": ["R8"], "problem": "安全台账缺两页。"}
    services.enter_result(actor=town.zheng_hao, number=number, signatures=SIGNED, at=LATER, **pending)
    assert queries.follow_up_words(inspection) == ""
    assert queries.open_order(inspection) is None


def test_reinspect_company_is_possible_where_the_result_stays_secret(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    number = advance("approved", found=FOUND).case.number
    services.withhold_result(actor=town.qian_hong, number=number, reason="涉及商业秘密", at=LATER)
    services.hand_in_correction(actor=town.li_min, number=number, answer="已补齐。", at=LATER)
    services.reinspect_company(actor=town.zheng_hao, number=number, passed=True, words="合格", at=LATER)
    services.archive_inspection(actor=town.qian_hong, number=number, at=LATER)
    assert not Publication.objects.exists()


def test_what_was_found_tells_in_public_no_name_that_we_know(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    advance("public", found={"results": ["R8"], "problem": "负责人李敏向郑浩承认账外经营，电话138 1234 1234。"})
    assert Publication.objects.get().row["problem"] == "负责人李*向郑*承认账外经营，电话138****1234。"


def test_follow_up_goes_on_when_the_public_row_is_past_its_day(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    number = advance("public", found={"results": ["R8"], "problem": "涉嫌超范围经营。"}).case.number
    publish.withdraw_due(at=LATER.replace(year=2025))
    services.follow_up(actor=town.qin_lan, number=number, words="已立案并处罚。", at=LATER.replace(year=2025))
    assert state(inspection) == "FOLLOWED"
    assert Correction.objects.count() == 0


def test_return_result_says_why_and_the_phone_may_hand_in_again(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    number = advance("result").case.number
    with pytest.raises(InvalidInput):
        services.return_result(actor=town.qin_lan, number=number, reason="", at=LATER)
    with pytest.raises(CaseNotVisible):
        services.return_result(actor=town.sun_hao, number=number, reason="不对", at=LATER)
    services.return_result(actor=town.qin_lan, number=number, reason="照片不清楚", at=LATER)
    assert again(inspection).case.clock_code == ""
    told = queries.carried_of(again(inspection), town.zheng_hao, now=LATER)
    assert told["note"] == "照片不清楚"
    services.enter_result(actor=town.song_jia, number=number, results=["R1"], signatures=SIGNED, at=LATER)
    assert state(inspection) == "ENTERED"


def test_approve_result_of_a_company_that_cannot_be_found_tells_the_credit_process(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    advance("approved", found={"results": ["R4"], "problem": "住所无人。"})
    fact = Fact.objects.get(verb="random_inspection.inspection.not_contactable")
    assert fact.data["uscc"] == inspection.entity.uscc


# --- public -----------------------------------------------------------------------------------------------------------


def test_publicize_result_only_after_review_and_once(town: Town, inspection: Inspection, advance: Advance) -> None:
    number = advance("result").case.number
    with pytest.raises(MoveNotOpen):
        services.publicize_result(actor=town.qian_hong, number=number, at=LATER)
    services.approve_result(actor=town.qin_lan, number=number, at=LATER)
    with pytest.raises(MoveNotYours):
        services.publicize_result(actor=town.zheng_hao, number=number, at=LATER)
    services.publicize_result(actor=town.qin_lan, number=number, at=LATER)
    with pytest.raises(MoveNotOpen):
        services.publicize_result(actor=town.qin_lan, number=number, at=LATER)
    fact = Fact.objects.get(verb="random_inspection.inspection.result_published")
    assert (fact.data["uscc"], fact.data["results"]) == (inspection.entity.uscc, ["R1"])
    assert Publication.objects.get(dataset="inspection_results").until == date(2024, 12, 21)


def test_withhold_result_says_why_and_publishes_nothing(town: Town, inspection: Inspection, advance: Advance) -> None:
    number = advance("approved").case.number
    with pytest.raises(InvalidInput):
        services.withhold_result(actor=town.qin_lan, number=number, reason=" ", at=LATER)
    with pytest.raises(MoveNotYours):
        services.withhold_result(actor=town.li_min, number=number, reason="商业秘密", at=LATER)
    services.withhold_result(actor=town.qin_lan, number=number, reason="涉及商业秘密，经审批不公示", at=LATER)
    assert (state(inspection), Publication.objects.count()) == ("FOLLOWED", 0)


def test_correct_result_keeps_what_stood_there(town: Town, inspection: Inspection, advance: Advance) -> None:
    number = advance("public", found={"results": ["R8"], "problem": "标签不全。"}).case.number
    told: dict[str, Any] = {"actor": town.qin_lan, "number": number, "at": LATER}
    with pytest.raises(InvalidInput, match="未发现问题"):
        services.correct_result(results=["R1"], reason="录错", **told)
    with pytest.raises(InvalidInput, match="理由"):
        services.correct_result(results=["R3"], problem="标签不实。", reason="", **told)
    with pytest.raises(MoveNotYours):
        services.correct_result(
            **{**told, "actor": town.zheng_hao}, results=["R3"], problem="标签不实。", reason="录错"
        )
    services.correct_result(results=["R3"], problem="标签不实。", reason="录入时选错一项", **told)
    former = Correction.objects.get()
    assert former.former["result"] == "发现问题待后续处理"
    assert Publication.objects.get().row["result"] == "公示信息隐瞒真实情况、弄虚作假"


# --- orders -----------------------------------------------------------------------------------------------------------


def test_order_correction_one_at_a_time(town: Town, inspection: Inspection, advance: Advance) -> None:
    number = advance("result", found=FOUND).case.number
    told: dict[str, Any] = {"number": number, "order": "再补一份。", "order_days": 5, "at": LATER}
    with pytest.raises(rules.StillOpen):
        services.order_correction(actor=town.zheng_hao, **told)
    with pytest.raises(MoveNotYours):
        services.order_correction(actor=town.li_min, **told)
    with pytest.raises(InvalidInput):
        services.order_correction(actor=town.zheng_hao, **{**told, "order_days": 0})
    inspection.orders.update(state="PASSED")
    from_clock = again(inspection).case.clock_code
    assert from_clock == "correct"


def test_extend_correction_once_with_a_reason(town: Town, inspection: Inspection, advance: Advance) -> None:
    number = advance("public", found=FOUND).case.number
    told: dict[str, Any] = {"number": number, "reason": "设备订货中", "at": LATER}
    with pytest.raises(MoveNotYours):
        services.extend_correction(actor=town.li_min, days=5, **told)
    with pytest.raises(InvalidInput):
        services.extend_correction(actor=town.qin_lan, days=100, **told)
    services.extend_correction(actor=town.qin_lan, days=5, **told)
    assert inspection.orders.get().due_at.date() == date(2020, 1, 7)
    with pytest.raises(rules.NoOpenOrder, match="延期过"):
        services.extend_correction(actor=town.qin_lan, days=5, **told)


def test_hand_in_correction_is_the_company_s(town: Town, inspection: Inspection, advance: Advance) -> None:
    number = advance("public", found=FOUND).case.number
    with pytest.raises(CaseNotVisible):
        services.hand_in_correction(actor=town.sun_hao, number=number, answer="好了", at=LATER)
    with pytest.raises(InvalidInput):
        services.hand_in_correction(actor=town.li_min, number=number, answer=" ", at=LATER)
    services.hand_in_correction(actor=town.li_min, number=number, answer="已补齐台账。", at=LATER)
    assert inspection.orders.get().state == "HANDED_IN"


def test_hand_in_correction_needs_an_order(town: Town, inspection: Inspection, advance: Advance) -> None:
    number = advance("public").case.number
    with pytest.raises(rules.NoOpenOrder):
        services.hand_in_correction(actor=town.li_min, number=number, answer="没有要改的", at=LATER)


def test_expire_order_once_when_its_day_has_passed(
    town: Town, inspection: Inspection, advance: Advance, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = advance("public", found=FOUND).case.number
    with pytest.raises(rules.NoOpenOrder):
        services.expire_order(number=number, at=LATER)
    after = DAY + timedelta(days=20)
    assert queries.orders_to_expire(at=after) == [number]
    assert jobs.expire_at(after) == 1
    assert jobs.expire_at(after) == 0
    fact = Fact.objects.get(verb="random_inspection.inspection.order_expired")
    assert (fact.subject, fact.data["uscc"]) == (number, inspection.entity.uscc)
    services.hand_in_correction(actor=town.li_min, number=number, answer="晚了，已改。", at=after)


def test_reinspect_company_not_passed_is_followed_by_another_order(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    number = advance("public", found=FOUND).case.number
    told: dict[str, Any] = {"number": number, "passed": False, "words": "仍缺一页", "at": LATER}
    with pytest.raises(InvalidInput, match="责令改正的内容"):
        services.reinspect_company(actor=town.zheng_hao, **told)
    with pytest.raises(MoveNotYours):
        services.reinspect_company(actor=town.li_min, **told)
    with pytest.raises(CaseNotVisible):
        services.reinspect_company(actor=town.tang_lei, **told)
    services.reinspect_company(actor=town.zheng_hao, order="补齐最后一页。", order_days=3, **told)
    assert [one.state for one in inspection.orders.all()] == ["FAILED", "OPEN"]
    services.reinspect_company(actor=town.zheng_hao, **{**told, "passed": True, "words": "已补齐"})
    assert state(inspection) == "FOLLOWED"


def test_follow_up_tells_what_became_of_a_pending_problem(town: Town, inspection: Inspection, advance: Advance) -> None:
    number = advance("public", found={"results": ["R8"], "problem": "涉嫌虚假宣传。"}).case.number
    with pytest.raises(rules.StillOpen):
        services.archive_inspection(actor=town.qin_lan, number=number, at=LATER)
    with pytest.raises(InvalidInput):
        services.follow_up(actor=town.qin_lan, number=number, words="", at=LATER)
    with pytest.raises(MoveNotYours):
        services.follow_up(actor=town.zheng_hao, number=number, words="已立案", at=LATER)
    services.follow_up(actor=town.qin_lan, number=number, words="已立案并处罚", at=LATER)
    assert Publication.objects.get().row["follow_up"] == "已立案并处罚"


# --- the company's word -----------------------------------------------------------------------------------------------


def test_confirm_result_or_dispute_result_once(town: Town, inspection: Inspection, advance: Advance) -> None:
    number = advance("result").case.number
    with pytest.raises(CaseNotVisible):
        services.confirm_result(actor=town.sun_hao, number=number, at=LATER)
    with pytest.raises(MoveNotYours):
        services.confirm_result(actor=town.qin_lan, number=number, at=LATER)
    services.confirm_result(actor=town.li_min, number=number, at=LATER)
    with pytest.raises(rules.SaidBefore):
        services.dispute_result(actor=town.li_min, number=number, reason="不对", at=LATER)


def test_dispute_result_says_why(town: Town, inspection: Inspection, advance: Advance) -> None:
    number = advance("result").case.number
    with pytest.raises(InvalidInput):
        services.dispute_result(actor=town.li_min, number=number, reason="", at=LATER)
    services.dispute_result(actor=town.li_min, number=number, reason="台账当天在财务室", at=LATER)
    assert again(inspection).company_note == "台账当天在财务室"


def test_archive_inspection_waits_for_what_is_open_and_then_happens_by_itself(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    number = advance("public", found=FOUND).case.number
    with pytest.raises(rules.StillOpen):
        services.archive_inspection(actor=town.qin_lan, number=number, at=LATER)
    with pytest.raises(MoveNotYours):
        services.archive_inspection(actor=town.zheng_hao, number=number, at=LATER)
    services.reinspect_company(actor=town.zheng_hao, number=number, passed=True, words="合格", at=LATER)
    assert jobs.archive_at(DAY + timedelta(days=50)) == 1
    assert state(inspection) == "ARCHIVED"


def test_a_rating_cannot_be_joined_to_the_company(town: Town, inspection: Inspection, advance: Advance) -> None:
    number = advance("result").case.number
    before = verbs(inspection)
    with pytest.raises(InvalidInput):
        services.rate_inspection(actor=town.li_min, number=number, star=6, at=LATER)
    for stranger in (town.sun_hao, town.qin_lan):
        with pytest.raises(CaseNotVisible):
            services.rate_inspection(actor=stranger, number=number, star=1, at=LATER)
    services.rate_inspection(actor=town.li_min, number=number, star=2, words="等了很久", at=LATER)
    kept = UnnamedRating.objects.values().get()
    assert set(kept) == {"id", "about", "month", "star", "words"}
    assert (kept["about"], kept["month"]) == (f"inspection:{inspection.case.unit_id}", date(2019, 12, 1))
    assert verbs(inspection) == before, "no fact tells who rated when"
    with pytest.raises(rules.SaidBefore):
        services.rate_inspection(actor=town.li_min, number=number, star=5, at=LATER)
    assert results.stars_of(inspection.case.unit_id, first=date(2019, 12, 1), last=date(2019, 12, 31)) is None
    UnnamedRating.objects.bulk_create(UnnamedRating(about=kept["about"], month=kept["month"], star=4) for _ in range(4))
    shown = results.stars_of(inspection.case.unit_id, first=date(2019, 12, 1), last=date(2019, 12, 31))
    assert shown is not None
    assert shown.count == 5


def test_nothing_is_rated_before_there_is_a_result(town: Town, inspection: Inspection) -> None:
    with pytest.raises(rules.StillOpen):
        services.rate_inspection(actor=town.li_min, number=inspection.case.number, star=5, at=LATER)
