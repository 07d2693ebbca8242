"""Noting the company's word. A rating never moves a matter: the process does, and its move leaves the fact."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from yishang.kernel.cases.models import Case
from yishang.kernel.directory.rules import Actor
from yishang.kernel.ratings import queries, rules
from yishang.kernel.ratings.models import CallBack, Rating, UnnamedRating


@transaction.atomic
def rate(*, actor: Actor, case_id: int, star: int, reason: str, suggestion: str, at: datetime) -> Rating:
    """Note one to five stars for the present result; the first rating of a result stands.

    Raises InvalidInput, NotClosedYet, RatingWindowClosed, AlreadyRated.
    """
    rules.check_rating(star=star, reason=reason, suggestion=suggestion)
    closed_at = rules.check_window(closed_at=_case(case_id).closed_at, at=at)
    rating = Rating(
        case_id=case_id,
        current_for_id=case_id,
        result_at=closed_at,
        star=star,
        reason=reason.strip(),
        suggestion=suggestion.strip(),
        at=at,
        by_id=actor.id,
    )
    Rating.objects.filter(current_for=case_id).exclude(result_at=closed_at).update(current_for=None)
    return _first(
        rating, rules.AlreadyRated("这件已经评价过，以第一次评价为准。", next_step="如有新的意见，可以追评一次。")
    )


@transaction.atomic
def follow_up(*, actor: Actor, case_id: int, star: int, reason: str, suggestion: str, at: datetime) -> Rating:
    """Note a second word (追评) beside the rating of the present result; it is shown and counts in no figure.

    Raises InvalidInput, NothingToFollowUp, AlreadyFollowedUp. The caller leaves the fact.
    """
    rules.check_rating(star=star, reason=reason, suggestion=suggestion)
    rated = queries.rating_of(case_id)
    if rated is None:
        raise rules.NothingToFollowUp("还没有评价，不能追评。", next_step="请先评价。")
    rating = Rating(
        case_id=case_id,
        result_at=rated.result_at,
        star=star,
        reason=reason.strip(),
        suggestion=suggestion.strip(),
        at=at,
        by_id=actor.id,
        is_followup=True,
    )
    return _first(rating, rules.AlreadyFollowedUp("已经追评过一次。", next_step="如仍有问题，请提交新的诉求。"))


@transaction.atomic
def record_call_back(*, actor: Actor, case_id: int, outcome: str, at: datetime, note: str) -> CallBack:
    """Note one call about the present result; `attempt` and `is_final` of the answer say whether another follows.

    Raises InvalidInput, NotClosedYet, CallerHandledTheCase, AlreadyCalledBack, CalledThisHalfDay.
    """
    rules.check_note(note)
    said = rules.outcome_of(outcome)
    case = _case(case_id)
    rules.check_caller(caller_unit_id=actor.unit_id, responsible_unit_id=case.unit_id)
    if case.closed_at is None:
        raise rules.NotClosedYet("还没有办结，不用回访。", next_step="办结后再回访。")
    earlier = CallBack.objects.filter(case=case_id, result_at=case.closed_at).values_list("outcome", "at")
    attempt = rules.check_attempt(list(earlier), outcome=said, at=at)
    return CallBack.objects.create(
        case_id=case_id,
        result_at=case.closed_at,
        outcome=said,
        attempt=attempt,
        at=at,
        by_id=actor.id,
        note=note.strip(),
    )


def rate_unnamed(*, about: str, month: date, star: int, words: str = "") -> None:
    """Keep stars that cannot be joined to whoever gave them: no actor comes in and no row goes out.

    That nobody rates the same thing twice is the caller's to see to. Raises InvalidInput (star, words).
    """
    rules.check_unnamed(star=star, words=words)
    UnnamedRating.objects.create(about=about, month=month.replace(day=1), star=star, words=words.strip())


def _case(case_id: int) -> Case:
    """The matter, locked: two calls or ratings at once follow one another."""
    return Case.objects.select_for_update(of=("self",)).only("closed_at", "unit_id").get(pk=case_id)


def _first(rating: Rating, refusal: rules.Refusal) -> Rating:
    try:
        with transaction.atomic():
            rating.save(force_insert=True)
    except IntegrityError:
        raise refusal from None
    return rating
