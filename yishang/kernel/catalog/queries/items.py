"""What holds on a day, who sees what is not published yet, and what hangs on an item."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from yishang.kernel.catalog import rules
from yishang.kernel.catalog.models import ItemVersion
from yishang.kernel.context import modules_named
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, scope_of


@dataclass(frozen=True)
class Use:
    """Something that hangs on an item: what kind of thing, which one, where to look at it."""

    kind: str
    name: str
    url: str = ""


@dataclass(frozen=True)
class Clash:
    """A material id with its wordings: name, source, and the versions that say so."""

    key: str
    wordings: tuple[tuple[str, str, tuple[ItemVersion, ...]], ...]


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
    """Versions on their way, as far as the post sees them: a unit its own, a county's office its county's,
    the city's office its city's.
    """
    rows = ItemVersion.objects.filter(state__in=rules.OPEN).select_related("item").order_by("item__code")
    if actor == SYSTEM_ACTOR:
        return rows
    if actor.role not in rules.WRITERS:
        return rows.none()
    scope = scope_of(actor)
    if scope.kind == "unit":
        return rows.filter(item__unit_id=actor.unit_id)
    if scope.kind == "region":
        return rows.filter(item__county_id=actor.region_code)
    if not actor.city_code:
        return rows.none()
    return rows.filter(Q(item__city=None) | Q(item__city_id=actor.city_code))


def listed(actor: Actor, *, on: date) -> QuerySet[ItemVersion]:
    """What the catalog's desk shows a post: what holds that day or will, what was retired, and the drafts it sees.

    Of a city's items only for that city; items without a city are everybody's. Superseded versions are history().
    """
    rows = ItemVersion.objects.select_related("item").order_by("item__code", "number")
    if actor != SYSTEM_ACTOR:
        rows = rows.filter(Q(item__city=None) | Q(item__city_id=actor.city_code or None))
    lasting = Q(state=rules.PUBLISHED) & (Q(effective_to=None) | Q(effective_to__gt=on))
    return rows.filter(lasting | Q(state=rules.RETIRED) | Q(pk__in=drafts(actor).order_by().values("pk")))


def latest_published(items: Collection[int]) -> dict[int, ItemVersion]:
    """The newest version of each of these items that was ever published, by item."""
    rows = ItemVersion.objects.filter(item_id__in=items).exclude(state__in=rules.OPEN).order_by("number")
    return {one.item_id: one for one in rows}


def draft_of(code: str) -> ItemVersion | None:
    """The version of an item that is on its way, whoever writes it: for reactions, never for a page."""
    return ItemVersion.objects.filter(state__in=rules.OPEN, item__code=code).select_related("item").first()


def open_version(actor: Actor, key: int) -> ItemVersion | None:
    """The version on its way of the item with that key, as far as the post sees it."""
    return drafts(actor).filter(item_id=key).first()


def versions_seen(actor: Actor, key: int) -> list[ItemVersion]:
    """Every version of an item that the post sees, the newest first: what was published, and a draft of its own.

    Raises ItemNotFound when there is none.
    """
    rows = ItemVersion.objects.select_related("item").filter(item_id=key).order_by("-number")
    if actor != SYSTEM_ACTOR:
        rows = rows.filter(Q(item__city=None) | Q(item__city_id=actor.city_code or None))
    own = Q(pk__in=drafts(actor).order_by().values("pk"))
    found = list(rows.filter(~Q(state__in=rules.OPEN) | own))
    if not found:
        raise not_found()
    return found


def uses_of(code: str, *, on: date) -> list[Use]:
    """What hangs on an item that day: items that need what it issues, and whatever processes say in ITEM_USES.

    A context's `queries` lists functions `(code, on) -> list[Use]` under that name.
    """
    found = _needed_by(code, on)
    for module in modules_named("queries"):
        for ask in getattr(module, "ITEM_USES", ()):
            found += ask(code, on)
    return found


def _needed_by(code: str, on: date) -> list[Use]:
    """Items that hold on the day and ask for the paper that this one issues."""
    own = in_force(on, codes=[code]).first()
    output = own.elements.output if own else ""
    if not output:
        return []
    rows = in_force(on).exclude(item__code=code).iterator(chunk_size=500)
    needing = [one for one in rows if any(paper.name == output for paper in one.elements.materials)]
    return [Use("把它的结果作为材料的事项", f"{one.name}（{one.item.code}）") for one in needing]


def material_clashes(actor: Actor, *, on: date) -> list[Clash]:
    """Materials that two items name by one id or one name and define differently, each with both wordings."""
    seen: dict[str, dict[tuple[str, str], list[ItemVersion]]] = {}
    for version in listed(actor, on=on).exclude(state=rules.RETIRED).iterator(chunk_size=500):
        for paper in version.elements.materials:
            if paper.standard:
                wordings = seen.setdefault(paper.standard, {})
                wordings.setdefault((paper.name, str(paper.source)), []).append(version)
    return [
        Clash(key, tuple((name, source, tuple(found)) for (name, source), found in wordings.items()))
        for key, wordings in sorted(seen.items())
        if len(wordings) > 1
    ]


def stamp() -> tuple[datetime | None, int, int]:
    """Something that changes whenever an item is published or retired: for whoever keeps the catalog at hand."""
    published = ItemVersion.objects.exclude(state__in=rules.OPEN)
    found = published.aggregate(newest=Max("published_at"), rows=Count("pk"), ended=Count("effective_to"))
    return found["newest"], found["rows"], found["ended"]


def not_found() -> rules.ItemNotFound:
    """The refusal for an item that is not there for the person."""
    return rules.ItemNotFound("没有这个事项，或者它还没有发布。", next_step="请核对事项编码，或搜索事项名称。")
