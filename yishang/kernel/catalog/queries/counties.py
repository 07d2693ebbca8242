"""The text of an item in a county: the city's version that has reached it, with what the county words otherwise."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from yishang.kernel.catalog import rules
from yishang.kernel.catalog.models import Deviation, ItemVersion, Objection
from yishang.kernel.catalog.queries.items import not_found
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo


@dataclass(frozen=True)
class CountyText:
    """What an item says in a county that day; `deviations` hold, `aside` are those that the law overtook, with why."""

    version: ItemVersion
    elements: rules.Elements
    deviations: tuple[Deviation, ...] = ()
    aside: Mapping[str, str] | None = None

    @property
    def follows(self) -> bool:
        """Whether the county words nothing otherwise."""
        return not self.deviations


def text_in_force(code: str, *, county: str, on: date) -> CountyText:
    """What the item says in that county on that day. Raises ItemNotFound."""
    found = texts_in_force(county, on=on, codes=[code]).get(code)
    if found is None:
        raise not_found()
    return found


def texts_in_force(county: str, *, on: date, codes: Collection[str] | None = None) -> dict[str, CountyText]:
    """The same for many items (None: all that reach the county), by number; in four statements.

    The county's own items hold as they are; the city's reach it as rules.holding says.
    """
    city = geo.city_of(county)
    rows = ItemVersion.objects.filter(
        Q(item__county_id=county) | Q(item__county=None, item__city=None) | Q(item__county=None, item__city_id=city)
    )
    if codes is not None:
        rows = rows.filter(item__code__in=codes)
    texts = _texts(rows)
    refused = _objections(county, texts)
    chosen = {item: rules.holding(found, refused, on=on) for item, found in texts.items()}
    versions = ItemVersion.objects.select_related("item").in_bulk([one.key for one in chosen.values() if one])
    worded = _worded(county, list(chosen), on)
    found = (_composed(one, worded.get(one.item_id, ())) for one in versions.values())
    return {one.version.item.code: one for one in sorted(found, key=lambda one: one.version.item.code)}


def texts_by_county(item: int, *, city: str, on: date) -> dict[str, CountyText | None]:
    """What one item says in each county of a city that day, by county; None where it does not hold."""
    counties = [one.code for one in geo.counties_of(city, on=on)]
    texts = texts_of([item]).get(item, [])
    refused: dict[str, dict[int, date | None]] = defaultdict(dict)
    for row in Objection.objects.filter(version__item_id=item, county_id__in=counties):
        refused[row.county_id][row.version_id] = _overruled(row)
    worded: dict[str, list[Deviation]] = defaultdict(list)
    for one in _holding_deviations(on).filter(item_id=item, county_id__in=counties):
        worded[one.county_id].append(one)
    chosen = {county: rules.holding(texts, refused[county], on=on) for county in counties}
    keys = {one.key for one in chosen.values() if one}
    versions = ItemVersion.objects.select_related("item").in_bulk(list(keys))
    return {county: _composed(versions[one.key], worded[county]) if one else None for county, one in chosen.items()}


def texts_of(items: Collection[int]) -> dict[int, list[rules.Text]]:
    """The days of the published versions of these items, in order."""
    return _texts(ItemVersion.objects.filter(item_id__in=items))


def deviations(actor: Actor) -> QuerySet[Deviation]:
    """What counties of the actor's city word otherwise; for a county's people only their own county's."""
    rows = Deviation.objects.select_related("item", "county").filter(county__parent_id=actor.city_code or None)
    return rows.filter(county_id=actor.region_code) if _is_of_a_county(actor) else rows


def objections(actor: Actor) -> QuerySet[Objection]:
    """What counties of the actor's city objected to; for a county's people only their own county's."""
    rows = Objection.objects.select_related("version__item", "county")
    rows = rows.filter(county__parent_id=actor.city_code or None)
    return rows.filter(county_id=actor.region_code) if _is_of_a_county(actor) else rows


def pending_changes(actor: Actor, *, on: date) -> list[tuple[ItemVersion, date]]:
    """Changed city texts on their way into the counties, with the day on which they arrive; the nearest first."""
    since = on - rules.WARNED
    rows = ItemVersion.objects.select_related("item").filter(
        Q(published_at__date__gte=since) | Q(effective_from__gt=on),
        Q(item__city=None) | Q(item__city_id=actor.city_code or None),
        item__county=None, state=rules.PUBLISHED, number__gt=1,
    )  # fmt: skip
    found = [(one, rules.county_day(text_of(one), is_first=False)) for one in rows]
    return sorted(((one, day) for one, day in found if day > on), key=lambda pair: (pair[1], pair[0].item.code))


def text_of(version: ItemVersion) -> rules.Text:
    """The days of a published version."""
    assert version.effective_from is not None  # a published version has a day
    published = localdate(version.published_at) if version.published_at else version.effective_from
    return rules.Text(
        version.pk, version.number, version.effective_from, version.effective_to, published,
        retired=version.state == rules.RETIRED,
    )  # fmt: skip


def _texts(rows: QuerySet[ItemVersion]) -> dict[int, list[rules.Text]]:
    found: dict[int, list[rules.Text]] = defaultdict(list)
    published = rows.exclude(state__in=rules.OPEN).order_by("item_id", "number")
    for one in published.only("item_id", "number", "state", "effective_from", "effective_to", "published_at"):
        found[one.item_id].append(text_of(one))
    return found


def _objections(county: str, texts: Mapping[int, Sequence[rules.Text]]) -> dict[int, date | None]:
    rows = (
        Objection.objects.filter(county_id=county, version__item__in=list(texts))
        if len(texts) < MANY
        else (Objection.objects.filter(county_id=county))
    )
    return {one.version_id: _overruled(one) for one in rows}


def _overruled(row: Objection) -> date | None:
    return localdate(row.decided_at) if row.state == rules.OVERRULED and row.decided_at else None


def _holding_deviations(on: date) -> QuerySet[Deviation]:
    return Deviation.objects.filter(
        Q(effective_to=None) | Q(effective_to__gt=on), state=rules.HOLDS, effective_from__lte=on
    )


def _worded(county: str, items: Sequence[int], on: date) -> dict[int, list[Deviation]]:
    rows = _holding_deviations(on).filter(county_id=county)
    found: dict[int, list[Deviation]] = defaultdict(list)
    for one in rows.filter(item_id__in=items) if len(items) < MANY else rows:
        found[one.item_id].append(one)
    return found


def _composed(version: ItemVersion, worded: Sequence[Deviation]) -> CountyText:
    said: dict[str, Any] = {one.element: one.content for one in worded}
    elements, aside = rules.composed(version.elements, said)
    return CountyText(version, elements, tuple(one for one in worded if one.element not in aside), aside)


def _is_of_a_county(actor: Actor) -> bool:
    return actor.role == Role.CBO or actor.region_level == "COUNTY"


MANY = 500  # beyond that an IN list costs more than reading the county's few rows
