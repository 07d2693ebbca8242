"""What holds on a day, and who sees what is not published yet."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from yishang.kernel.catalog import rules
from yishang.kernel.catalog.models import ItemVersion
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, scope_of


def in_force(on: date, *, codes: Collection[str] | None = None) -> QuerySet[ItemVersion]:
    """The versions that hold that day, one at most for each item, by number; for everybody."""
    rows = ItemVersion.objects.filter(
        Q(effective_to=None) | Q(effective_to__gt=on),
        state__in=(rules.PUBLISHED, rules.RETIRED),
        effective_from__lte=on,
    )
    if codes is not None:
        rows = rows.filter(item__code__in=codes)
    return rows.select_related("item").order_by("item__code")


def item_in_force(code: str, *, on: date) -> ItemVersion:
    """What an item says that day. Raises ItemNotFound."""
    version = in_force(on, codes=[code]).first()
    if version is None:
        raise not_found()
    return version


def version(pk: int) -> ItemVersion:
    """The version that a running matter began with, whatever holds today. Raises ItemNotFound."""
    found = ItemVersion.objects.select_related("item").filter(pk=pk).exclude(state__in=rules.OPEN).first()
    if found is None:
        raise not_found()
    return found


def history(code: str) -> QuerySet[ItemVersion]:
    """Every version of an item that was ever published, the newest first."""
    return ItemVersion.objects.filter(item__code=code).exclude(state__in=rules.OPEN).order_by("-number")


def drafts(actor: Actor) -> QuerySet[ItemVersion]:
    """Versions on their way, as far as the post sees them: a unit its own, offices their city's."""
    rows = ItemVersion.objects.filter(state__in=rules.OPEN).select_related("item").order_by("item__code")
    if actor == SYSTEM_ACTOR:
        return rows
    if actor.role not in rules.WRITERS:
        return rows.none()
    scope = scope_of(actor)
    if scope.kind == "unit":
        return rows.filter(item__unit_id=actor.unit_id)
    return rows.filter(item__city_id=actor.city_code) if actor.city_code else rows.none()


def listed(actor: Actor, *, on: date) -> QuerySet[ItemVersion]:
    """What the catalog's desk shows a post: what holds that day or will, what was retired, and the drafts it sees.

    Of a city's items only for that city; items without a city are everybody's. Superseded versions are history().
    """
    rows = ItemVersion.objects.select_related("item").order_by("item__code", "number")
    if actor != SYSTEM_ACTOR:
        rows = rows.filter(Q(item__city=None) | Q(item__city_id=actor.city_code or None))
    lasting = Q(state=rules.PUBLISHED) & (Q(effective_to=None) | Q(effective_to__gt=on))
    return rows.filter(lasting | Q(state=rules.RETIRED) | Q(pk__in=drafts(actor).order_by().values("pk")))


def stamp() -> tuple[datetime | None, int, int]:
    """Something that changes whenever an item is published or retired: for whoever keeps the catalog at hand."""
    published = ItemVersion.objects.exclude(state__in=rules.OPEN)
    found = published.aggregate(newest=Max("published_at"), rows=Count("pk"), ended=Count("effective_to"))
    return found["newest"], found["rows"], found["ended"]


def not_found() -> rules.ItemNotFound:
    """The refusal for an item that is not there for the person."""
    return rules.ItemNotFound("没有这个事项，或者它还没有发布。", next_step="请核对事项编码，或搜索事项名称。")
