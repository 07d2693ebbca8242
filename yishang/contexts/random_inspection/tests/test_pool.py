"""Who may be drawn, how many of each stratum, and who may be sent: handbook 2.1 and 2.3 in plain values."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from yishang.contexts.random_inspection import rules
from yishang.kernel.context import InvalidInput

TODAY = date(2019, 12, 9)
TERMS = rules.PoolTerms({"A": Fraction(1), "B": Fraction(3), "C": Fraction(10), "D": Fraction(50)}, year=2019)
GENERAL = rules.Item("SJ-01", is_key=False, ratio_cap=Decimal(5))
KEY = rules.Item("SJ-02", is_key=True, tag="SPJY")


def test_gone_unsound_done_and_capped_are_left_out_each_with_its_reason() -> None:
    capped = rules.PoolTerms(TERMS.ratios, year=2019, entity_cap=2)
    done = {"SJ-01": date(2019, 3, 1)}
    told = {
        "GONE": rules.Facts(1, state="CANCELLED"),
        "FAULT": rules.Facts(2, fault="校验失败", state="CANCELLED"),
        "DONE": rules.Facts(3, last=done),
        "CAP": rules.Facts(4, calls=2),
        "": rules.Facts(5, last={"SJ-01": date(2018, 12, 31)}, calls=1),
    }
    assert {why: rules.judge(facts, [GENERAL], capped).excluded for why, facts in told.items()} == {w: w for w in told}
    assert rules.judge(rules.Facts(6), [KEY], TERMS).excluded == "NO_ITEM"


def test_class_d_is_drawn_again_within_the_year_unless_the_city_says_otherwise() -> None:
    facts = rules.Facts(1, risk="D", last={"SJ-01": date(2019, 3, 1)})
    assert rules.judge(facts, [GENERAL], TERMS).excluded == ""
    spared = rules.PoolTerms(TERMS.ratios, year=2019, spares_high_risk=True)
    assert rules.judge(facts, [GENERAL], spared).excluded == "DONE"


def test_the_cap_counts_nobody_who_does_not_come() -> None:
    remote = rules.Item("TJ-01", is_key=False, method="DATA")
    capped = rules.PoolTerms(TERMS.ratios, year=2019, entity_cap=2)
    assert rules.judge(rules.Facts(1, calls=5), [remote], capped).excluded == ""


def strata(sizes: dict[str, int], **asked: object) -> dict[str, int]:
    told = {"items": [rules.Item("SJ-02", is_key=True)], "wanted": {}, "count": None, "number": "CC-1"} | asked
    return {one.risk: one.take for one in rules.strata_of(sizes, terms=TERMS, **told)}  # type: ignore[arg-type]


def test_each_stratum_takes_its_ratio_rounded_up_and_class_d_of_weighty_items_wholly() -> None:
    assert strata({"A": 299, "B": 100, "C": 11, "D": 7, "X": 0}) == {"A": 3, "B": 3, "C": 2, "D": 7}
    assert strata({"B": 1}) == {"B": 1}


def test_an_item_s_own_ratio_and_the_task_s_go_before_the_city_s() -> None:
    own = rules.Item("SJ-02", is_key=True, ratios={"B": "20"})
    assert strata({"B": 100}, items=[own]) == {"B": 20}
    assert strata({"B": 100}, items=[own], wanted=rules.read_ratios("B50%")) == {"B": 50}


def test_a_count_is_shared_out_in_the_same_proportions_to_the_last() -> None:
    found = strata({"A": 100, "B": 100, "C": 100}, count=28)
    assert sum(found.values()) == 28
    assert found == {"A": 2, "B": 6, "C": 20}
    assert strata({"A": 2, "B": 3}, count=5) == {"A": 2, "B": 3}


def test_the_names_of_strata_do_not_follow_the_classes() -> None:
    dealt = {
        tuple(one.risk for one in rules.strata_of(
            {"A": 9, "B": 9, "C": 9}, items=[KEY], terms=TERMS, wanted={}, count=None, number=f"CC-{place}"))
        for place in range(20)
    }  # fmt: skip
    assert len(dealt) > 3


def test_more_than_there_are_more_than_all_and_above_the_ceiling_are_refused() -> None:
    with pytest.raises(rules.TakeTooMany, match="候选只有 5 户"):
        strata({"B": 5}, count=6)
    with pytest.raises(InvalidInput, match="超过 100%"):
        rules.read_ratios("B101")
    with pytest.raises(InvalidInput):
        rules.read_ratios("E5")
    with pytest.raises(rules.TakeTooMany, match="上限是 5%"):
        strata({"B": 100}, items=[GENERAL], wanted=rules.read_ratios("B6"))
    with pytest.raises(rules.TakeTooMany, match="最多抽 5 户"):
        strata({"B": 100}, items=[GENERAL], count=6)
    assert strata({"D": 100}, items=[GENERAL]) == {"D": 5}


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (rules.Standing("ACTIVE", TODAY), ""),
        (rules.Standing("ACTIVE", TODAY - timedelta(days=1)), "已过期"),
        (rules.Standing("LEFT", date(2021, 1, 1)), "已离岗"),
        (rules.Standing("LEAVE", date(2021, 1, 1), away_until=TODAY), "请假至"),
        (rules.Standing("LEAVE", date(2021, 1, 1), away_until=TODAY - timedelta(days=1)), ""),
    ],
)
def test_who_may_not_be_sent_hears_why(standing: rules.Standing, why: str) -> None:
    found = rules.why_not(standing, on=TODAY, training_days=0)
    assert (why in found) if why else found == ""


def test_the_untrained_stay_out_only_where_the_city_says_so() -> None:
    fresh = rules.Standing("ACTIVE", date(2021, 1, 1), trained_on=TODAY - timedelta(days=400))
    assert rules.why_not(fresh, on=TODAY, training_days=0) == ""
    assert "培训" in rules.why_not(fresh, on=TODAY, training_days=365)


def test_relations_in_force_and_last_year_s_inspectors_keep_away() -> None:
    pairs = rules.must_keep_away([(1, 10, None), (2, 10, date(2019, 12, 8))], {11: [3]}, on=TODAY)
    assert pairs == {(1, 10), (3, 11)}
