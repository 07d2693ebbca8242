"""Single appeals and the catalogs around them."""

from datetime import date, datetime
from time import monotonic
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import Appeal, CallBackDraw, Category
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.draw import queries as draws
from yishang.kernel.geo import queries as geo
from yishang.kernel.ratings import queries as ratings
from yishang.kernel.statements import Given, Prepared

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case


class _Kept:
    """The categories by code, read at most once a minute or at once after `forget`; other processes load them too."""

    by_code: dict[str, Category] = {}
    until = 0.0


def categories() -> list[Category]:
    """All categories by code, retired ones too."""
    return list(_categories_by_code().values())


def categories_in_use(*, on: date) -> list[Category]:
    """The categories that may be chosen that day, by code."""
    return [one for one in categories() if rules.is_in_use(as_of=one.as_of, retired_on=one.retired_on, on=on)]


def category(code: str) -> Category | None:
    return _categories_by_code().get(code)


def category_in_use(code: str, *, on: date) -> bool:
    """Whether the code may be chosen that day; a retired category stays only in history."""
    found = category(code)
    return found is not None and rules.is_in_use(as_of=found.as_of, retired_on=found.retired_on, on=on)


def forget_categories() -> None:
    _Kept.until = 0.0


def _categories_by_code() -> dict[str, Category]:
    if not _Kept.by_code or monotonic() >= _Kept.until:
        _Kept.by_code = {one.code: one for one in Category.objects.order_by("code")}
        _Kept.until = monotonic() + rules.CATEGORIES_KEPT
    return _Kept.by_code


def appeal_of(case: "Case") -> Appeal:
    """The appeal that hangs on a case; a claimed case has brought it along."""
    appeal: Appeal = case.appeal
    return appeal


def appeal_of_number(actor: Actor, number: str, *, on: date) -> Appeal:
    """One appeal as the actor may see it, with company, unit and region. Raises CaseNotVisible."""
    case = cases.visible_one(actor, workflow=rules.APPEAL, number=number, on=on)
    if case is None:
        raise CaseNotVisible(number)
    case.region = geo.region(case.region_id)  # kept in memory, so it need not be joined
    appeal: Appeal = case.appeal
    return appeal


def submitted_just_now(digest: str, *, since: datetime, submitter_id: int | None) -> Appeal | None:
    """The same content by the same person within the last minute: a double tap, not a second problem."""
    sent = _SENT.rows(digest=digest, since=since)  # nearly always none: so no whole row is asked for
    key = next((one.pk for one in sent if one.submitter_id == submitter_id), None)
    return None if key is None else Appeal.objects.select_related("case").get(pk=key)


_SENT = Prepared(
    lambda: (
        Appeal.objects.filter(content_digest=Given("digest"), case__opened_at__gte=Given("since"))
        .only("submitter_id")
        .order_by("pk")
    )
)


def why_not_archive(case: "Case", *, role: str) -> str:
    """What still stands against somebody of that role striking a matter off, or nothing."""
    called, rating = ratings.last_answer(case.pk), ratings.rating_of(case.pk)
    unhappy = rules.why_not_struck_off(
        star=rating.star if rating else None,
        outcome=called.outcome if called else None,
        reopened_before=case.appeal.reopened_count,
        by_city=role in (Role.MBO, Role.API),
    )
    return unhappy or ("" if called else _why_not_archive_by_lot(case))


def _why_not_archive_by_lot(case: "Case") -> str:
    """A matter that was drawn, or may still be drawn, waits for its call."""
    choice = case.appeal.call_back_choices.exclude(is_selected=False).select_related("draw").first()
    if choice is None:
        return ""
    if choice.is_selected:
        return "这件已抽中回访，还没有回访。"
    awaited = draws.draw(choice.draw.draw_id).state == "COMMITTED"
    return "这件在回访抽样名单里，还没有抽取。" if awaited else ""


def to_sample(city_code: str, *, period_from: date, period_to: date) -> QuerySet[Appeal]:
    """Rated three stars or more, closed in the period, not called yet and never in a draw before."""
    return (
        Appeal.objects.select_related("case")
        .filter(
            case__city_id=city_code,
            case__state="EVALUATED",
            case__closed_at__date__range=(period_from, period_to),
            case__rating__star__gt=rules.LOW_STAR,
            call_back_choices__isnull=True,
        )
        .order_by("case__number")
    )


def sample(draw_id: str, *, city_code: str) -> CallBackDraw:
    """One call-back sample of the city. Raises CaseNotVisible."""
    found = CallBackDraw.objects.filter(draw_id=draw_id, city_id=city_code).first()
    if found is None:
        raise CaseNotVisible(draw_id)
    return found
