"""Who hears of what happens to items and of reports about a window. Delivered after commit, repeatable."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from yishang.contexts.service_standards import services
from yishang.contexts.service_standards.rules import demands
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog import rules
from yishang.kernel.context import Handler
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact


def tell_counties(fact: "Fact") -> None:
    """Changed texts of the city: its counties' offices hear what changed and from when it holds there.

    Many that were published together are told of in one message.
    """
    if not fact.data.get("changed") or "together" in fact.data:
        return
    version = catalog.version(int(fact.data["key"]))
    if version.item.county_id:
        return
    if fact.verb == "catalog.items.published":
        words = {"names": "、".join(map(str, fact.data["names"])), "many": fact.data["changed"]}
    else:
        words = {"name": version.name, "changed": "、".join(map(str, fact.data["changed"]))}
    city = version.item.city_id or geo.home_city()
    counties = [one.code for one in geo.counties_of(city, on=localdate(fact.at))]
    template = "city_texts_changed" if "many" in words else "city_text_changed"
    words["due"] = rules.county_day(catalog.text_of(version), is_first=False)
    _tell(fact, template, words, _in_posts(fact, Role.CBO, counties))


def tell_reviewers(fact: "Fact") -> None:
    """A version was handed in: the office that reviews it hears so."""
    draft = catalog.draft_of(fact.subject.removeprefix("item:"))
    if draft is None:
        return
    county, city = draft.item.county_id, draft.item.city_id or geo.home_city()
    people = _in_posts(fact, Role.CBO, [county]) if county else _in_posts(fact, Role.MBO, [city])
    _tell(fact, "item_to_review", {"name": draft.name}, [one for one in people if one != draft.drafted_by_id])


def tell_city(fact: "Fact") -> None:
    """A county asks to word something otherwise, or objects: the city's office hears why."""
    county = str(fact.data["county"])
    words = _words(fact) | {"county": geo.short_name_of(county), "reason": str(fact.data["reason"])}
    template = "county_objects" if fact.verb == "catalog.county.objected" else "county_asks"
    _tell(fact, template, words, _in_posts(fact, Role.MBO, [geo.city_of(county)]))


def tell_county(fact: "Fact") -> None:
    """What the city's office decided, to the county that had asked."""
    agreed = fact.data.get("agreed", fact.data.get("upheld"))
    answer = "；".join(filter(None, ["同意" if agreed else "不同意", str(fact.data.get("answer") or "")]))
    _tell(
        fact, "county_answered", _words(fact) | {"answer": answer},
        _in_posts(fact, Role.CBO, [str(fact.data["county"])]),
    )  # fmt: skip


def tell_unit_of_demand(fact: "Fact") -> None:
    """A report waits for its unit, or for the office that reads a dismissal a second time."""
    services.tell_of_demand(number=fact.subject, key=f"{fact.pk}:demand_waits", at=fact.at)


def _words(fact: "Fact") -> dict[str, Any]:
    element = str(fact.data.get("element", ""))
    newest = catalog.history(str(fact.data["code"])).first()
    return {
        "name": newest.name if newest else str(fact.data["code"]),
        "element": f"的{rules.DEVIABLE[element]}" if element in rules.DEVIABLE else "的异议",
    }


def _in_posts(fact: "Fact", role: Role, regions: Collection[str]) -> list[int]:
    found = directory.people_in_posts([role], regions=regions, on=localdate(fact.at))
    return list(found.values_list("pk", flat=True))


def _tell(fact: "Fact", template: str, words: Mapping[str, Any], people: Collection[int]) -> None:
    telling = Telling(
        template=template, context=words, account_ids=sorted(people), subject=fact.subject,
        dedup_key=f"{fact.pk}:{template}",
    )  # fmt: skip
    notify.tell_all(tellings=[telling], at=fact.at)


HANDLERS = (
    Handler("catalog.item.published", tell_counties),
    Handler("catalog.items.published", tell_counties),
    Handler("catalog.item.submitted", tell_reviewers),
    Handler("catalog.county.deviation_asked", tell_city),
    Handler("catalog.county.objected", tell_city),
    Handler("catalog.county.deviation_decided", tell_county),
    Handler("catalog.county.objection_decided", tell_county),
    *(
        Handler(f"{demands.DEMAND_KIND}.{name}", tell_unit_of_demand)
        for name in ("received", "transferred", "upheld", "overruled", "dismissal_drafted")
    ),
)
