"""Reading ratings and call-backs. “Of a matter” means of its present result; the rest is history."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet

from yishang.kernel.cases.models import Case
from yishang.kernel.ratings import rules
from yishang.kernel.ratings.models import CallBack, Rating, UnnamedRating
from yishang.kernel.statements import Given, Prepared


@dataclass(frozen=True)
class Stars:
    """How many valid ratings gave how many stars."""

    of: dict[int, int]

    @property
    def count(self) -> int:
        return sum(self.of.values())

    @property
    def total(self) -> int:
        """Σ星, the numerator of 平均星 over `count`."""
        return sum(star * number for star, number in self.of.items())

    @property
    def five(self) -> int:
        """The numerator of 五星率 over `count`."""
        return self.of.get(5, 0)


@dataclass(frozen=True)
class Answers:
    """How many matters had which last word on the phone."""

    of: dict[str, int]

    @property
    def valid(self) -> int:
        """The denominator of 电话满意度: unreached and declined left out."""
        return sum(self.of.get(outcome, 0) for outcome in rules.VALID_OUTCOMES)

    @property
    def content(self) -> int:
        """The numerator of 电话满意度: 满意 + 基本满意."""
        return sum(self.of.get(outcome, 0) for outcome in rules.CONTENT_OUTCOMES)


def rating_of(case_id: int) -> Rating | None:
    """The rating of a matter's present result; None while it is being done again or nothing was said."""
    return _PRESENT_RATING.first(case_id=case_id)


_PRESENT_RATING = Prepared(
    lambda: Rating.objects.filter(current_for=Given("case_id"), result_at=F("case__closed_at")).order_by()[:1]
)


def follow_up_of(case_id: int) -> Rating | None:
    """The follow-up (追评) of a matter's present result."""
    return Rating.objects.filter(case=case_id, is_followup=True, result_at=F("case__closed_at")).first()


def ratings_of(case_id: int) -> list[Rating]:
    """Everything the company said with stars, of all results, follow-ups too, oldest first."""
    return list(Rating.objects.filter(case=case_id).select_related("by"))


def call_backs_of(case_id: int) -> list[CallBack]:
    """Every call about a matter, of all results, oldest first."""
    return list(CallBack.objects.filter(case=case_id).select_related("by"))


def last_answer(case_id: int) -> CallBack | None:
    """The call about the present result in which the company was reached."""
    return _calls(case_id).exclude(outcome=rules.Outcome.UNREACHABLE).last()


def missed_calls(case_id: int) -> int:
    """How often nobody answered about the present result."""
    return _calls(case_id).filter(outcome=rules.Outcome.UNREACHABLE).count()


def stars(cases: QuerySet[Case]) -> Stars:
    """The valid ratings of these matters, one each, by stars."""
    found = Rating.objects.filter(current_for__in=cases).order_by().values_list("star").annotate(Count("pk"))
    return Stars(of=dict(found))


def answers(cases: QuerySet[Case]) -> Answers:
    """The last word on the phone about the present result of each of these matters, by outcome."""
    calls = CallBack.objects.filter(case__in=cases, result_at=F("case__closed_at"))
    reached = calls.exclude(outcome=rules.Outcome.UNREACHABLE) | calls.filter(attempt=rules.CALL_ATTEMPTS_MAX)
    return Answers(of=dict(reached.order_by().values_list("outcome").annotate(Count("pk"))))


def unnamed(about: str, *, first_month: date, last_month: date) -> Stars | None:
    """The unnamed ratings of something in these months; None while they are too few to hide who gave them."""
    rows = UnnamedRating.objects.filter(about=about, month__range=(first_month, last_month))
    found = Stars(of=dict(rows.order_by().values_list("star").annotate(Count("pk"))))
    return found if found.count >= rules.UNNAMED_LEAST else None


def unnamed_words(about: str, *, first_month: date, last_month: date) -> list[str]:
    """What was written beside them, in the order of the words; nothing while `unnamed` shows nothing."""
    if unnamed(about, first_month=first_month, last_month=last_month) is None:
        return []
    rows = UnnamedRating.objects.filter(about=about, month__range=(first_month, last_month)).exclude(words="")
    return sorted(rows.values_list("words", flat=True))


def _calls(case_id: int) -> QuerySet[CallBack]:
    return CallBack.objects.filter(case=case_id, result_at=F("case__closed_at"))
