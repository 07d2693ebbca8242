"""The company rates a result, once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from yishang.kernel.cases.models import Case
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.ratings import queries, rules, services
from yishang.kernel.ratings.models import Rating
from yishang.kernel.ratings.tests.conftest import CLOSED, on

pytestmark = pytest.mark.django_db


def rated(
    actor: Actor, case: Case, star: int = 5, *, reason: str = "", suggestion: str = "", at: datetime | None = None
) -> Rating:
    return services.rate(actor=actor, case_id=case.pk, star=star, reason=reason, suggestion=suggestion, at=at or on(10))


def closed_again(case: Case, at: datetime | None) -> None:
    Case.objects.filter(pk=case.pk).update(closed_at=at)


def test_five_stars_with_a_suggestion_are_kept(chen_jing: Actor, case: Case) -> None:
    rated(chen_jing, case, suggestion="  办得很快，建议公开电话 ")
    rating = queries.rating_of(case.pk)
    assert (rating.star, rating.suggestion, rating.by_id, rating.at) == (
        5,
        "办得很快，建议公开电话",
        chen_jing.id,
        on(10),
    )
    assert case.rating == rating
    assert Case.objects.filter(rating__star=5).get() == case


def test_a_second_rating_is_refused_and_the_first_stands(chen_jing: Actor, case: Case) -> None:
    rated(chen_jing, case, 5)
    with pytest.raises(rules.AlreadyRated) as refused:
        rated(chen_jing, case, 1, reason="又漏水了")
    assert "追评" in refused.value.next_step
    assert queries.rating_of(case.pk).star == 5


@pytest.mark.parametrize("star", [1, 2])
def test_one_or_two_stars_need_a_reason(chen_jing: Actor, case: Case, star: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        rated(chen_jing, case, star, reason="  ")
    assert set(refused.value.fields) == {"reason"}
    assert rated(chen_jing, case, star, reason="没有人联系过我们").star == star


@pytest.mark.parametrize("star", [0, 6, -1, 4.5, "5", None, True])
def test_only_one_to_five_whole_stars_are_taken(chen_jing: Actor, case: Case, star: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        rated(chen_jing, case, star)
    assert "star" in refused.value.fields
    assert not Rating.objects.exists()


@pytest.mark.parametrize("text", ["长" * 501, "坏\x00字", "坏\ud800字"])
def test_a_text_that_cannot_be_kept_is_refused_at_its_field(chen_jing: Actor, case: Case, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rated(chen_jing, case, suggestion=text)
    assert set(refused.value.fields) == {"suggestion"}


def test_the_window_is_open_for_fifteen_days_to_the_minute(chen_jing: Actor, case: Case) -> None:
    deadline = CLOSED + timedelta(days=15)
    with pytest.raises(rules.RatingWindowClosed):
        rated(chen_jing, case, at=deadline + timedelta(minutes=1))
    assert rated(chen_jing, case, at=deadline).star == 5


def test_what_is_not_closed_cannot_be_rated(chen_jing: Actor, closed_case: Callable[..., Case]) -> None:
    with pytest.raises(rules.NotClosedYet):
        rated(chen_jing, closed_case(closed_at=None))


def test_silence_is_not_rated_and_never_praise() -> None:
    def standing(*, is_rated: bool, days: int) -> rules.Standing:
        return rules.standing(is_rated=is_rated, closed_at=CLOSED, now=CLOSED + timedelta(days=days))

    assert standing(is_rated=False, days=15) == "WAITING"
    assert standing(is_rated=False, days=16) == "NOT_RATED"
    assert standing(is_rated=True, days=16) == "RATED"
    assert rules.Standing.NOT_RATED.label == "未评价"


def test_a_matter_done_again_is_rated_again_and_only_the_new_rating_counts(chen_jing: Actor, case: Case) -> None:
    rated(chen_jing, case, 1, reason="没修好")
    closed_again(case, None)
    assert queries.rating_of(case.pk) is None
    closed_again(case, on(16))
    assert queries.rating_of(case.pk) is None
    rated(chen_jing, case, 4, at=on(17))
    assert queries.rating_of(case.pk).star == 4
    assert [rating.star for rating in queries.ratings_of(case.pk)] == [1, 4]
    assert queries.stars(Case.objects.all()).of == {4: 1}


def test_one_follow_up_is_kept_beside_the_rating_and_counts_in_no_figure(chen_jing: Actor, case: Case) -> None:
    rated(chen_jing, case, 5)
    words = {"reason": "一周后又停水", "suggestion": "", "at": on(20)}
    services.follow_up(actor=chen_jing, case_id=case.pk, star=2, **words)
    assert queries.follow_up_of(case.pk).star == 2
    assert queries.rating_of(case.pk).star == 5
    assert queries.stars(Case.objects.all()).of == {5: 1}
    assert Case.objects.filter(rating__star__gte=1).count() == 1
    with pytest.raises(rules.AlreadyFollowedUp):
        services.follow_up(actor=chen_jing, case_id=case.pk, star=5, **words)


def test_a_follow_up_needs_a_rating_and_a_reason_when_low(chen_jing: Actor, case: Case) -> None:
    words = {"suggestion": "", "at": on(20)}
    with pytest.raises(rules.NothingToFollowUp):
        services.follow_up(actor=chen_jing, case_id=case.pk, star=5, reason="", **words)
    rated(chen_jing, case)
    with pytest.raises(InvalidInput):
        services.follow_up(actor=chen_jing, case_id=case.pk, star=1, reason="", **words)


def test_the_stars_of_many_matters_are_counted_for_the_figures(
    chen_jing: Actor, closed_case: Callable[..., Case]
) -> None:
    for sequence, star in enumerate([5, 5, 5, 4, 2], start=1):
        rated(chen_jing, closed_case(sequence), star, reason="慢" if star == 2 else "")
    closed_case(6)
    stars = queries.stars(Case.objects.all())
    assert (stars.of, stars.count, stars.total, stars.five) == ({5: 3, 4: 1, 2: 1}, 5, 21, 3)
    assert queries.stars(Case.objects.none()).count == 0
