"""The pool of a task as it stands on a day: who would be drawn from, who is left out and why, who could be sent."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet

from yishang.contexts.random_inspection import rules
from yishang.contexts.random_inspection.models import (
    Candidate,
    InspectItem,
    InspectObject,
    Inspector,
    LastInspection,
    ObjectTag,
    Relation,
    Task,
)
from yishang.contexts.random_inspection.queries.terms import pool_terms, terms


@dataclass(frozen=True)
class Preview:
    """What freezing would do, before it is done. 户数 is the objects, 条数 the objects times their items."""

    strata: tuple[rules.StratumTake, ...]
    excluded: dict[str, int]
    objects: int
    lines: int
    take: int
    officers: int
    left_out: dict[str, int]
    short: str = ""  # the units that have nobody to send


def judged_pool(task: Task, *, on: date) -> Iterator[rules.Judged]:
    """Every object of the task's scope with its stratum's risk or the reason why it is left out."""
    conditions = rules.Conditions(**task.conditions)
    items = [item_of(one) for one in task.items.all()]
    numbers = pool_terms(on=on)
    for facts in _facts(task.case.city_id, conditions, items, on):
        if conditions.holds(facts):
            yield rules.judge(facts, items, numbers)


def item_of(one: InspectItem) -> rules.Item:
    """A row of the list as the pool asks of it."""
    return rules.Item(one.code, one.level == "KEY", one.tag, one.method, one.ratios, one.ratio_cap)


def _facts(city: str, conditions: rules.Conditions, items: Sequence[rules.Item], on: date) -> Iterator[rules.Facts]:
    """What is known of each object of the city, four statements in all, rows read in a stream."""
    rows = InspectObject.objects.filter(city_id=city)
    rows = rows.filter(region_id=conditions.region) if conditions.region else rows
    rows = rows.filter(industry__startswith=conditions.industry) if conditions.industry else rows
    rows = rows.filter(entity__uscc=conditions.uscc) if conditions.uscc else rows
    tags, last, calls = _tags(city), _last(items, on), _calls_of(on)
    fields = ("pk", "state", "fault", "risk", "entity__kind", "region_id", "industry", "entity_id")
    for pk, state, fault, risk, kind, region, industry, entity in rows.order_by("pk").values_list(*fields).iterator():
        yield rules.Facts(
            key=pk, state=state, fault=fault, risk=risk, tags=frozenset(tags.get(pk, ())), type_name=kind,
            region=region, industry=industry, last=last.get(pk, {}), calls=calls.get(entity, 0), uscc=conditions.uscc,
        )  # fmt: skip


def _tags(city: str) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for pk, code in ObjectTag.objects.filter(object__city_id=city).values_list("object_id", "library__code"):
        found[pk].append(code)
    return found


def _last(items: Sequence[rules.Item], on: date) -> dict[int, dict[str, date]]:
    found: defaultdict[int, dict[str, date]] = defaultdict(dict)
    rows = LastInspection.objects.filter(item_code__in=[one.code for one in items], on__year=on.year)
    for pk, code, day in rows.values_list("object_id", "item_code", "on"):
        found[pk][code] = day
    return found


def _calls_of(on: date) -> dict[int, int]:
    """How often each company was drawn this year to be inspected on the spot, by whichever department."""
    rows = Candidate.objects.filter(is_selected=True, void_reason="", task__drawn_on__year=on.year)
    rows = rows.exclude(task__kind="REMOTE").exclude(task__case__state="CANCELLED")
    return Counter(rows.values_list("object__entity_id", flat=True))


def draw_key(one: InspectObject) -> str:
    """How an object is called in a draw, before its pseudonym: the credit code, with the device or place behind it."""
    return f"{one.entity.uscc}#{one.ref}" if one.ref else one.entity.uscc


def inspectors_of(units: Iterable[int]) -> QuerySet[Inspector]:
    """The inspectors of these units, whether they may be sent or not, with the day of their last course."""
    rows = Inspector.objects.filter(unit_id__in=list(units)).select_related("unit")
    return rows.annotate(trained_on=Max("trainings__held_on")).order_by("number")


def standing(one: Inspector) -> rules.Standing:
    """An inspector (with `trained_on`) as the rules judge."""
    trained = getattr(one, "trained_on", None)
    return rules.Standing(one.state, one.certificate_until, one.away_until, trained)


def sendable(units: Iterable[int], *, on: date, until: date) -> tuple[list[Inspector], dict[str, int]]:
    """Who may be sent from these units, until the task is due; of the others reason → how many."""
    days = int(terms(on=on).get("training_days", 0))
    fit, left_out = [], Counter[str]()
    for one in inspectors_of(units):
        why = rules.why_not(standing(one), on=on, training_days=days)
        if not why and one.certificate_until < until:
            why = "执法证在任务完成前到期"
        if why:
            left_out[_kind_of(why)] += 1
        else:
            fit.append(one)
    return fit, dict(left_out)


def why_not_sent(one: Inspector, *, on: date, until: date) -> str:
    """Why an inspector (with `trained_on`) may not be sent to a task due `until`, without private details; "" if so."""
    days = int(terms(on=on).get("training_days", 0))
    why = rules.why_not(standing(one), on=on, training_days=days)
    if not why and one.certificate_until < until:
        why = "执法证在任务完成前到期"
    return _kind_of(why)


def _kind_of(why: str) -> str:
    """The reason without its date, so that alike reasons are counted together."""
    return "执法证已过期" if why.endswith("已过期") else "请假" if why.startswith("请假") else why


def recused(inspectors: Sequence[Inspector], entities: Iterable[int], *, on: date) -> frozenset[tuple[int, int]]:
    """Pairs (inspector, entity) that must not meet: relations in force, and who was there last year."""
    ids, companies = [one.pk for one in inspectors], set(entities)
    relations = Relation.objects.filter(inspector_id__in=ids).values_list("inspector_id", "entity_id", "until")
    told = [row for row in relations if row[1] in companies]
    before: defaultdict[int, set[int]] = defaultdict(set)
    rows = LastInspection.objects.filter(on__year=on.year - 1).values_list("object__entity_id", "inspectors")
    for entity, people in rows:
        if entity in companies:
            before[entity] |= set(people) & set(ids)
    return rules.must_keep_away(told, before, on=on)


def preview(task: Task, *, on: date) -> Preview:
    """What freezing the task today would give. Raises TakeTooMany, InvalidInput (ratios)."""
    sizes, excluded, lines = rules.counted(judged_pool(task, on=on))
    strata = strata_for(task, sizes, on=on)
    units = list(task.units.all())
    fit, left_out = sendable([one.pk for one in units], on=on, until=task.due_on)
    manned = {one.unit_id for one in fit}
    short = "、".join(one.short_name for one in units if one.pk not in manned)
    return Preview(
        strata=strata, excluded=dict(excluded), objects=sum(sizes.values()), lines=lines,
        take=sum(one.take for one in strata), officers=len(fit), left_out=left_out, short=short,
    )  # fmt: skip


def strata_for(task: Task, sizes: Counter[str], *, on: date) -> tuple[rules.StratumTake, ...]:
    """The strata of a task over these sizes. Raises TakeTooMany, InvalidInput (ratios)."""
    return rules.strata_of(
        sizes,
        items=[item_of(one) for one in task.items.all()],
        terms=pool_terms(on=on),
        wanted=rules.read_ratios(task.ratios),
        count=task.count,
        number=task.case.number,
    )
