"""经营异常名录: suspicion, letters, notice, the party's word, the decision by another person, and the way out."""

from datetime import date, timedelta
from typing import Any

import pytest

from yishang.contexts.credit import queries, rules, services
from yishang.contexts.credit.models import Decision, Listing, Sanction
from yishang.contexts.credit.tests.conftest import MONDAY, NEW_SHOP, Town, days
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import queries as journal
from yishang.kernel.publish import queries as published


def shown(on: date) -> list[Any]:
    return list(published.published(rules.ABNORMAL_DATASET, on=on))


def test_list_company_by_another_person_is_public_at_once(town: Town, listed: Listing) -> None:
    assert (listed.case.state, listed.listed_on) == ("LISTED", date(2026, 6, 8))
    paper = Decision.objects.get(kind="LIST")
    assert paper.number == "秦都区市场监管异入〔2026〕1号"
    assert any("秦都区人民政府申请行政复议" in line for line in paper.lines)
    (row,) = shown(date(2026, 6, 8))
    assert (row.row["name"], row.row["list"], row.row["document"]) == (
        "演示机械有限公司", "经营异常名录", "秦都区市场监管异入〔2026〕1号",
    )  # fmt: skip
    assert Sanction.objects.get().case.unit.code == "610400-CZ"


def test_suspect_company_shows_the_party_nothing_before_its_notice(town: Town, suspected: Listing) -> None:
    number = suspected.case.number
    with pytest.raises(CaseNotVisible):
        queries.detail(town.li_min, number, now=MONDAY)
    services.give_notice(actor=town.guo_hua, number=number, found="未公示。", established_on=MONDAY.date(), at=MONDAY)
    assert queries.detail(town.li_min, number, now=MONDAY).case.state == "NOTICE"


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ({"reason": "E9"}, InvalidInput),
        ({"source": " "}, InvalidInput),
        ({"uscc": "91610402MA0000015"}, InvalidInput),
        ({"uscc": "91610404MA0100016P"}, rules.CompanyNotFound),
    ],
)
def test_suspect_company_wants_a_party_a_reason_and_a_source(town: Town, fault: Any, refusal: Any) -> None:
    told = {"uscc": town.machinery.uscc, "reason": "E2", "source": "检查", **fault}
    with pytest.raises(refusal):
        services.suspect_company(actor=town.guo_hua, at=MONDAY, **told)


def test_one_reason_is_under_way_once_and_only_supervisors_suspect(town: Town, suspected: Listing) -> None:
    told: dict[str, Any] = {"uscc": town.machinery.uscc, "source": "检查", "at": MONDAY}
    with pytest.raises(rules.AlreadyUnderWay):
        services.suspect_company(actor=town.guo_hua, reason="E2", **told)
    with pytest.raises(rules.CreditNotYours):
        services.suspect_company(actor=town.li_min, reason="E1", **told)
    assert services.suspect_company(actor=town.guo_hua, reason="E1", **told).case.number != suspected.case.number


def test_e5_is_a_reason_only_since_2025(town: Town) -> None:
    told: dict[str, Any] = {"actor": town.guo_hua, "uscc": town.machinery.uscc, "reason": "E5", "source": "裁决"}
    with pytest.raises(InvalidInput):
        services.suspect_company(at=MONDAY.replace(year=2019), **told)
    assert services.suspect_company(at=MONDAY, **told).reason == "E5"


def letters(town: Town, number: str, *sent: tuple[int, str]) -> None:
    for place, (day, outcome) in enumerate(sent):
        services.note_letter(
            actor=town.guo_hua, number=number, sent_on=days(day).date(), tracking=f"XA{place}", outcome=outcome,
            at=days(60),
        )  # fmt: skip


@pytest.mark.parametrize(
    "sent",
    [
        [(0, "NOBODY")],
        [(0, "NOBODY"), (14, "NOBODY")],
        [(0, "NOBODY"), (31, "NOBODY")],
        [(0, "NOBODY"), (20, "SIGNED")],
        [(0, "NOBODY"), (20, "WAITING")],
    ],
)
def test_unreachable_needs_two_letters_15_to_30_days_apart(town: Town, sent: Any) -> None:
    number = services.suspect_company(
        actor=town.guo_hua, uscc=town.machinery.uscc, reason="E4", source="检查时无法联系", at=MONDAY
    ).case.number
    letters(town, number, *sent)
    notice: dict[str, Any] = {
        "number": number,
        "found": "无法联系。",
        "established_on": days(60).date(),
        "at": days(60),
    }
    with pytest.raises(rules.LettersMissing):
        services.give_notice(actor=town.guo_hua, **notice)


@pytest.mark.parametrize("gap", [15, 30])
def test_note_letter_counts_both_ends_of_the_gap(town: Town, gap: int) -> None:
    number = services.suspect_company(
        actor=town.guo_hua, uscc=town.machinery.uscc, reason="E4", source="检查时无法联系", at=MONDAY
    ).case.number
    letters(town, number, (0, "NOBODY"), (gap, "NOBODY"))
    told = services.give_notice(
        actor=town.guo_hua, number=number, found="无法联系。", established_on=days(60).date(), at=days(60)
    )
    assert told.case.state == "NOTICE"
    with pytest.raises(MoveNotOpen):
        letters(town, number, (0, "NOBODY"))


def test_note_letter_refuses_what_cannot_be(town: Town, suspected: Listing) -> None:
    told: dict[str, Any] = {
        "number": suspected.case.number, "sent_on": MONDAY.date(), "tracking": "X", "outcome": "NOBODY", "at": MONDAY,
    }  # fmt: skip
    for fault in ({"sent_on": days(1).date()}, {"outcome": "GONE"}, {"tracking": ""}):
        with pytest.raises(InvalidInput):
            services.note_letter(actor=town.guo_hua, **{**told, **fault})
    with pytest.raises(CaseNotVisible):
        services.note_letter(actor=town.zhao_lei, **told)


def test_give_notice_is_the_bureau_s_and_wants_facts(town: Town, suspected: Listing) -> None:
    told: dict[str, Any] = {
        "number": suspected.case.number, "found": "未公示。", "established_on": MONDAY.date(), "at": MONDAY,
    }  # fmt: skip
    with pytest.raises(MoveNotYours):
        services.give_notice(actor=town.tang_lan, **told)
    with pytest.raises(CaseNotVisible):
        services.give_notice(actor=town.zhao_lei, **told)
    for fault in ({"found": ""}, {"established_on": days(1).date()}):
        with pytest.raises(InvalidInput):
            services.give_notice(actor=town.guo_hua, **{**told, **fault})


def test_the_ten_working_days_run_from_the_day_of_finding(town: Town, suspected: Listing) -> None:
    """Found on Monday 25 May 2026: ten working days end on 8 June, whenever the notice is given."""
    services.give_notice(
        actor=town.guo_hua, number=suspected.case.number, found="未公示。", established_on=date(2026, 5, 25), at=MONDAY
    )
    from_clock = {one.code: one.due_at.date() for one in _clocks(suspected)}
    assert from_clock["list"] == date(2026, 6, 8)
    assert from_clock["defend"] == date(2026, 6, 4)


def _clocks(listing: Listing) -> list[Any]:
    return clocks.running_clocks(listing.case.number)


def test_list_company_waits_for_the_party_and_is_no_drafter_s(town: Town, noticed: Listing) -> None:
    number = noticed.case.number
    with pytest.raises(rules.SamePersonApproves):
        services.list_company(actor=town.guo_hua, number=number, opinion="同意。", at=days(7))
    with pytest.raises(rules.DefenceStillOpen):
        services.list_company(actor=town.he_ping, number=number, opinion="同意。", at=days(1))
    with pytest.raises(rules.MeasureNotOfList):
        services.list_company(actor=town.he_ping, number=number, opinion="同意。", measures=["S01"], at=days(7))
    with pytest.raises(CaseNotVisible):
        services.list_company(actor=town.zhao_lei, number=number, opinion="同意。", at=days(7))
    assert not shown(days(7).date())
    assert Decision.objects.filter(kind="LIST").count() == 0


def test_state_defence_lets_the_decision_come_at_once(town: Town, noticed: Listing) -> None:
    number = noticed.case.number
    with pytest.raises(CaseNotVisible):
        services.state_defence(actor=town.sun_hao, number=number, text="不是我们。", at=MONDAY)
    with pytest.raises(InvalidInput):
        services.state_defence(actor=town.li_min, number=number, text=" ", at=MONDAY)
    services.state_defence(actor=town.li_min, number=number, text="系统故障未能公示。", at=days(1))
    listed = services.list_company(actor=town.he_ping, number=number, opinion="申辩不予采纳。", at=days(1))
    assert listed.case.state == "LISTED"
    with pytest.raises(MoveNotOpen):
        services.state_defence(actor=town.li_min, number=number, text="再说一次。", at=days(2))


def test_dismiss_suspicion_ends_it_with_a_reason(town: Town, noticed: Listing) -> None:
    with pytest.raises(InvalidInput):
        services.dismiss_suspicion(actor=town.guo_hua, number=noticed.case.number, reason="", at=MONDAY)
    ended = services.dismiss_suspicion(actor=town.guo_hua, number=noticed.case.number, reason="已公示。", at=MONDAY)
    assert (ended.case.state, ended.case.due_at) == ("DISMISSED", None)


def removal(town: Town, listed: Listing) -> str:
    number = str(listed.case.number)
    services.apply_removal(actor=town.li_min, number=number, ground="已补公示，截图附后。", at=days(10))
    services.check_removal(actor=town.guo_hua, number=number, check="系统查到已于 6 月 10 日公示。", at=days(11))
    return number


def test_remove_company_ends_publication_and_measures_in_one_act(town: Town, listed: Listing) -> None:
    number = removal(town, listed)
    removed = services.remove_company(actor=town.he_ping, number=number, opinion="条件符合。", at=days(12))
    assert (removed.case.state, removed.removed_on) == ("REMOVED", days(12).date())
    assert not shown(days(12).date())
    sanction = Sanction.objects.get()
    assert (sanction.case.state, sanction.release_due_at) == ("RELEASING", days(13))
    assert not queries.restrictions(town.machinery.uscc, at=days(12)).is_restricted
    assert Decision.objects.get(kind="REMOVE").number == "秦都区市场监管异出〔2026〕1号"


def test_remove_company_needs_a_check_by_another_person(town: Town, listed: Listing) -> None:
    number = listed.case.number
    with pytest.raises(MoveNotOpen):
        services.remove_company(actor=town.he_ping, number=number, opinion="可以。", at=days(10))
    services.apply_removal(actor=town.li_min, number=number, ground="已补公示。", at=days(10))
    with pytest.raises(InvalidInput):
        services.remove_company(actor=town.he_ping, number=number, opinion="可以。", at=days(11))
    services.check_removal(actor=town.he_ping, number=number, check="属实。", at=days(11))
    with pytest.raises(rules.SamePersonApproves):
        services.remove_company(actor=town.he_ping, number=number, opinion="可以。", at=days(11))
    with pytest.raises(MoveNotYours):
        services.remove_company(actor=town.li_min, number=number, opinion="可以。", at=days(11))


def test_apply_removal_is_the_party_s_own(town: Town, listed: Listing) -> None:
    with pytest.raises(CaseNotVisible):
        services.apply_removal(actor=town.sun_hao, number=listed.case.number, ground="已改。", at=days(10))
    with pytest.raises(InvalidInput):
        services.apply_removal(actor=town.li_min, number=listed.case.number, ground=" ", at=days(10))
    with pytest.raises(MoveNotYours):
        services.apply_removal(actor=town.tang_lan, number=listed.case.number, ground="已改。", at=days(10))


def test_check_removal_wants_words_and_an_application(town: Town, listed: Listing) -> None:
    with pytest.raises(MoveNotOpen):
        services.check_removal(actor=town.guo_hua, number=listed.case.number, check="属实。", at=days(10))
    services.apply_removal(actor=town.li_min, number=listed.case.number, ground="已改。", at=days(10))
    with pytest.raises(InvalidInput):
        services.check_removal(actor=town.guo_hua, number=listed.case.number, check="", at=days(10))


def test_reject_removal_keeps_it_listed_and_open_to_another_try(town: Town, listed: Listing) -> None:
    number = removal(town, listed)
    rejected = services.reject_removal(actor=town.he_ping, number=number, reason="仍缺 2025 年信息。", at=days(12))
    assert rejected.case.state == "REJECTED"
    assert len(shown(days(12).date())) == 1
    services.apply_removal(actor=town.li_min, number=number, ground="已全部补齐。", at=days(20))
    with pytest.raises(InvalidInput):  # what was checked of the first try says nothing of the second
        services.remove_company(actor=town.he_ping, number=number, opinion="可以。", at=days(21))


def test_revoke_listing_takes_a_wrong_one_back(town: Town, listed: Listing) -> None:
    with pytest.raises(rules.SamePersonApproves):
        services.revoke_listing(actor=town.guo_hua, number=listed.case.number, reason="主体认错。", at=days(9))
    with pytest.raises(InvalidInput):
        services.revoke_listing(actor=town.he_ping, number=listed.case.number, reason="", at=days(9))
    revoked = services.revoke_listing(actor=town.he_ping, number=listed.case.number, reason="主体认错。", at=days(9))
    assert revoked.case.state == "REVOKED"
    assert not shown(days(9).date())
    assert Sanction.objects.get().case.state == "RELEASING"


def test_remind_three_years_once_sixty_days_before(town: Town, listed: Listing) -> None:
    end = rules.months_after(date(2026, 6, 8), 36)
    before = MONDAY.replace(year=end.year, month=end.month, day=end.day)
    assert services.remind_all(at=before - timedelta(days=61)) == 0
    assert services.remind_all(at=before - timedelta(days=60)) == 1
    assert services.remind_all(at=before - timedelta(days=59)) == 0
    assert journal.timeline(listed.case.number, include_internal=False)[-1].verb == "credit.listing.three_years_near"


def test_an_individual_business_is_marked_not_listed(town: Town) -> None:
    services.take_registrations(actor=town.tang_lan, rows=[NEW_SHOP], at=MONDAY)
    number = services.suspect_company(
        actor=town.guo_hua, uscc=NEW_SHOP["uscc"], reason="E1", source="年报期满", at=MONDAY
    ).case.number
    told: dict[str, Any] = {"number": number, "found": "未报年报。", "established_on": MONDAY.date(), "at": MONDAY}
    services.give_notice(actor=town.guo_hua, **told)
    services.list_company(actor=town.he_ping, number=number, opinion="同意。", at=days(7))
    paper = Decision.objects.get(kind="LIST")
    assert paper.title == "标记经营异常状态决定书"
    assert "决定将你单位标记为经营异常状态" in paper.lines[2]
    assert shown(days(7).date())[0].row["list"] == "经营异常状态"


def test_numbers_count_by_organ_kind_and_year(town: Town, listed: Listing) -> None:
    for place, (who, other, company) in enumerate((("guo_hua", "he_ping", town.machinery),), start=2):
        number = services.suspect_company(
            actor=getattr(town, who), uscc=company.uscc, reason="E3", source="检查", at=days(8)
        ).case.number
        told: dict[str, Any] = {"number": number, "found": "造假。", "established_on": days(8).date(), "at": days(8)}
        services.give_notice(actor=getattr(town, who), **told)
        services.list_company(actor=getattr(town, other), number=number, opinion="同意。", at=days(15))
        assert Decision.objects.filter(matter=number, kind="LIST").get().number.endswith(f"异入〔2026〕{place}号")
    assert set(Decision.objects.filter(kind="NOTICE").values_list("number", flat=True)) == {
        "秦都区市场监管异告〔2026〕1号", "秦都区市场监管异告〔2026〕2号",
    }  # fmt: skip
