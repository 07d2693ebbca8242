"""Single appeals and the catalogs around them."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import Appeal, CallBackDraw, Category
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.directory.rules import Actor
from yishang.kernel.draw import queries as draws
from yishang.kernel.geo import queries as geo
from yishang.kernel.ratings import queries as ratings

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

_kept_categories: dict[str, Category] = {}


def categories() -> list[Category]:
    """All categories by code, retired ones too; read once and kept."""
    if not _kept_categories:
        _kept_categories.update({category.code: category for category in Category.objects.order_by("code")})
    return list(_kept_categories.values())


def category(code: str) -> Category | None:
    categories()
    return _kept_categories.get(code)


def category_in_use(code: str) -> bool:
    """Whether the code may be chosen today; a retired category stays only in history."""
    found = category(code)
    return found is not None and found.retired_on is None


def forget_categories() -> None:
    _kept_categories.clear()


def appeal_of(case: "Case") -> Appeal:
    """The appeal that hangs on a case."""
    appeal = Appeal.objects.get(pk=case.pk)
    appeal.case = case
    return appeal


def appeal_of_number(actor: Actor, number: str, *, on: date) -> Appeal:
    """One appeal as the actor may see it, with company, unit and region. Raises CaseNotVisible."""
    rows = cases.visible_to(actor, kind=rules.KIND, on=on).select_related("applicant", "unit", "appeal")
    case = rows.filter(number=number).order_by().first()
    if case is None:
        raise CaseNotVisible(number)
    case.region = geo.region(case.region_id)  # kept in memory, so it need not be joined
    appeal: Appeal = case.appeal
    return appeal


def submitted_just_now(digest: str, *, since: datetime, submitter_id: int | None) -> Appeal | None:
    """The same content by the same person within the last minute: a double tap, not a second problem."""
    rows = Appeal.objects.filter(content_digest=digest, case__opened_at__gte=since, submitter_id=submitter_id)
    key = rows.values_list("pk", flat=True).first()  # nearly always none: so no row is asked for
    return None if key is None else Appeal.objects.select_related("case").get(pk=key)


def why_not_archive(case: "Case") -> str:
    """What still stands against striking a matter off, or nothing."""
    called = ratings.last_answer(case.pk)
    if called is not None:
        return "企业在回访中表示不满意。" if called.outcome == "DISSATISFIED" else ""
    rating = ratings.rating_of(case.pk)
    if rating is not None and rating.star <= 2:
        return f"企业评价 {rating.star} 星，须先回访。"
    return _why_not_archive_by_lot(case)


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
            case__rating__star__gte=3,
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
