import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, due_of, facts, january
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.ratings import queries as ratings
from yishang.kernel.ratings.rules import RatingWindowClosed

RESULT = {"result_type": "SOLVED", "result_text": "专线已送电，设备可以调试。"}


def test_li_min_gives_five_stars_and_a_suggestion(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    appeal = do(town.li_min, "rate_appeal", star="5", suggestion="希望线上能看到施工图审进度。", at=december(10))
    assert appeal.case.state == "EVALUATED"
    rating = ratings.rating_of(appeal.case.pk)
    assert rating is not None and (rating.star, rating.suggestion) == (5, "希望线上能看到施工图审进度。")
    assert facts(appeal.case.number)[-1] == "rated"


@pytest.mark.parametrize(
    ("star", "due"),
    [(1, "12-11 17:00"), (2, "12-13 17:00"), (3, "12-17 17:00"), (4, "12-24 17:00"), (5, "12-31 17:00")],
)
def test_one_or_two_stars_send_it_back_with_half_the_limit_rounded_up(
    town: Town, do: Do, advance: Advance, star: int, due: str
) -> None:
    advance("closed", star=star)
    appeal = do(town.li_min, "rate_appeal", star="2", reason="送电后仍跳闸。", at=december(10))
    assert (appeal.case.state, appeal.case.closed_at, appeal.reopened_count) == ("REOPENED", None, 1)
    assert due_of(appeal.case.number, "rework") == due
    assert facts(appeal.case.number)[-2:] == ["rated", "reopened"]


def test_it_is_sent_back_by_itself_only_once(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="1", reason="送电后仍跳闸。", at=december(10))
    do(town.wang_gong, "note_progress", note="更换开关。", at=december(11))
    do(town.wang_gong, "close_appeal", at=december(12), **RESULT)
    appeal = do(town.li_min, "rate_appeal", star="1", reason="还是跳闸。", at=december(13))
    assert (appeal.case.state, appeal.reopened_count) == ("EVALUATED", 1)


def test_done_again_and_rated_again_the_second_rating_counts(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="1", reason="送电后仍跳闸。", at=december(10))
    do(town.wang_gong, "note_progress", note="更换开关。", at=december(11))
    do(town.wang_gong, "close_appeal", at=december(12), **RESULT)
    do(town.li_min, "rate_appeal", star="5", at=december(13))
    figure = queries.headline(town.yang_ping, now=december(13))["five_stars"]
    assert (figure.numerator, figure.denominator) == (1, 1)


def test_silence_is_never_praise(town: Town, advance: Advance) -> None:
    advance("closed")
    for now in (december(10), january(20)):
        figures = queries.headline(town.yang_ping, now=now)
        assert (figures["five_stars"].denominator, figures["satisfaction"].denominator) == (0, 0)


@pytest.mark.parametrize("person", ["sun_hao", "liu_gong", "zhao_lei", "xi_tong"])
def test_another_company_does_not_see_it(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("closed")
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "rate_appeal", star="5")


@pytest.mark.parametrize("person", ["wang_gong", "chen_jing", "yang_ping", "zhou_lian", "he_zhen", "fang_yuan"])
def test_nobody_rates_in_the_company_s_place(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("closed")
    with pytest.raises(MoveNotYours, match="由提出诉求的企业办理"):
        do(getattr(town, person), "rate_appeal", star="5")


@pytest.mark.parametrize("stage", ["dispatched", "handling"])
def test_there_is_nothing_to_rate_before_a_result(town: Town, do: Do, advance: Advance, stage: str) -> None:
    advance(stage)
    with pytest.raises(MoveNotOpen):
        do(town.li_min, "rate_appeal", star="5")


def test_rated_is_rated(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="5")
    with pytest.raises(MoveNotOpen, match="现在是“已评价”"):
        do(town.li_min, "rate_appeal", star="4")


def test_after_fifteen_days_the_office_rings_instead(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    with pytest.raises(RatingWindowClosed, match="评价期（办结后 15 天）已过"):
        do(town.li_min, "rate_appeal", star="5", at=december(24, 10, 27))
    assert do(town.li_min, "rate_appeal", star="5", at=december(24, 10, 26)).case.state == "EVALUATED"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("star", {"star": ""}),
        ("star", {"star": "6"}),
        ("star", {"star": "0"}),
        ("reason", {"star": "2"}),
        ("reason", {"star": "1", "reason": "  "}),
        ("suggestion", {"star": "5", "suggestion": "好" * 501}),
    ],
)
def test_stars_are_one_to_five_and_low_ones_are_explained(
    town: Town, do: Do, advance: Advance, field: str, values: dict[str, str]
) -> None:
    advance("closed")
    with pytest.raises(InvalidInput) as refusal:
        do(town.li_min, "rate_appeal", **values)
    assert list(refusal.value.fields) == [field]


def test_after_fifteen_days_rating_is_not_offered_and_the_company_is_told_of_the_call(
    town: Town, advance: Advance
) -> None:
    case = advance("closed", at=MONDAY).case
    for at, offered in ((december(24, 10, 26), True), (december(24, 10, 27), False)):
        moves = {move.name for move in queries.detail(town.li_min, case.number, now=at).moves}
        assert ("rate_appeal" in moves) is offered
    assert queries.turn_of(case, now=december(24, 10, 27)).words == "评价期已过，营商办会给您打电话回访。"
