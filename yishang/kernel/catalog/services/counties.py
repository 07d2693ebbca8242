"""What counties make of the city's text: they word an element otherwise, follow again, object to a change."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.kernel.catalog import queries, rules
from yishang.kernel.catalog.models import Deviation, ItemVersion, Objection, ServiceItem
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.journal import services as journal

BASIS_LONGEST = 200


@transaction.atomic
def ask_deviation(
    *, actor: Actor, code: str, element: str, elements: rules.Elements, reason: str, at: datetime, basis: str = ""
) -> Deviation:
    """The county's office asks to word one element otherwise; `elements` is the whole text with it.

    Raises CountyRight, ItemNotFound, DraftExists (one is asked already), InvalidInput.
    """
    county = _own_county(actor)
    item, reference = _reference(actor, code, on=localdate(at))
    found = rules.deviation_faults(reference, elements, element, code=code, basis=basis)
    if len(basis) > BASIS_LONGEST:
        found["basis"] = f"最多 {BASIS_LONGEST} 个字。"
    rules.refuse_faults(found)
    said = rules.stated(reason)
    if item.deviations.select_for_update().filter(county_id=county, element=element, state=rules.ASKED).exists():
        raise rules.DraftExists("这个要素已有一份申请在等市级审定。", next_step="请等审定后再申请。")
    made = Deviation.objects.create(
        item=item, county_id=county, element=element, content=rules.stored(elements)[element], reason=said,
        basis=basis.strip(), asked_by_id=actor.id, asked_by_name=actor.name, asked_at=at,
    )  # fmt: skip
    _tell(actor, code, "deviation_asked", at, county, element=element, reason=said)
    return made


@transaction.atomic
def decide_deviation(
    *, actor: Actor, key: int, agree: bool, at: datetime, effective_from: date | None = None, answer: str = ""
) -> Deviation:
    """The city's office agrees from a day on, or does not, saying why. Once more it is looked at against the text
    that holds now. Raises CountyRight, ItemNotFound, ItemNotOpen, OwnDraft, DayNotAfter, InvalidInput.
    """
    row = _deviation(actor, key)
    if row.state != rules.ASKED:
        raise rules.ItemNotOpen("这份申请已经审定。", next_step="请刷新页面。")
    if actor.id is not None and actor.id == row.asked_by_id:
        raise rules.OwnDraft("自己申请的不能自己审定。", next_step="请交另一位同事审定。")
    if agree:
        day = effective_from or localdate(at)
        rules.check_day(day, today=localdate(at), after=None)
        _, reference = _reference(actor, row.item.code, on=localdate(at))
        county, _ = rules.composed(reference, {row.element: row.content})
        rules.refuse_faults(rules.deviation_faults(reference, county, row.element, code=row.item.code, basis=row.basis))
        _end_earlier(row, day)
        row.state, row.effective_from = rules.HOLDS, day
    else:
        row.state = rules.REFUSED
    row.answer = answer.strip() if agree else rules.stated(answer, field="answer")
    row.decided_by_name, row.decided_at = actor.name, at
    row.save()
    _tell(
        actor, row.item.code, "deviation_decided", at, row.county_id, element=row.element, agreed=agree,
        answer=row.answer,
    )  # fmt: skip
    return row


@transaction.atomic
def follow_again(*, actor: Actor, key: int, at: datetime) -> Deviation:
    """From today the county follows the city's text in that element again. Raises CountyRight, ItemNotFound,
    ItemNotOpen.
    """
    row = _deviation(actor, key)
    if actor.role == Role.CBO and row.county_id != actor.region_code:
        raise queries.not_found()
    today = localdate(at)
    if row.state != rules.HOLDS or (row.effective_to is not None and row.effective_to <= today):
        raise rules.ItemNotOpen("这个差异现在没有生效。", next_step="请刷新页面。")
    row.effective_to = today
    row.save(update_fields=["effective_to"])
    _tell(actor, row.item.code, "followed", at, row.county_id, element=row.element)
    return row


@transaction.atomic
def object_to(*, actor: Actor, key: int, reason: str, at: datetime) -> Objection:
    """The county's office objects to a changed version before it holds there; until decided it keeps its text.

    Raises CountyRight, ItemNotFound, TooLateToObject, DraftExists, InvalidInput.
    """
    county = _own_county(actor)
    version = ItemVersion.objects.select_related("item").filter(pk=key).exclude(state__in=rules.OPEN).first()
    if version is None:
        raise queries.not_found()
    rules.refuse_uncommon(city_code=actor.city_code, item_city=version.item.city_id, item_county=version.item.county_id)
    texts = queries.texts_of([version.item_id])[version.item_id]
    said = rules.stated(reason)
    if texts[0].key == key or next(
        rules.county_day(one, is_first=False) for one in texts if one.key == key
    ) <= localdate(at):
        raise rules.TooLateToObject(
            "这一版在本县已经生效，不能再提异议。", next_step="可以就具体要素申请差异，写明理由。"
        )
    row, is_new = Objection.objects.get_or_create(
        version=version, county_id=county,
        defaults={"reason": said, "raised_by_id": actor.id, "raised_by_name": actor.name, "raised_at": at},
    )  # fmt: skip
    if not is_new:
        raise rules.DraftExists("本县已对这一版提过异议。", next_step="请等市级答复。")
    _tell(actor, version.item.code, "objected", at, county, version=version.number, reason=said)
    return row


@transaction.atomic
def decide_objection(*, actor: Actor, key: int, uphold: bool, answer: str, at: datetime) -> Objection:
    """The city's office upholds an objection (the county keeps its text until the next version) or overrules it.

    Raises CountyRight, ItemNotFound, ItemNotOpen, InvalidInput.
    """
    _check_city(actor)
    row = Objection.objects.select_for_update(of=("self",)).select_related("version__item").filter(pk=key).first()
    if row is None or row.version.item.city_id not in (None, actor.city_code or None):
        raise queries.not_found()
    if row.state != rules.RAISED:
        raise rules.ItemNotOpen("这份异议已经答复。", next_step="请刷新页面。")
    row.state, row.answer = rules.UPHELD if uphold else rules.OVERRULED, rules.stated(answer, field="answer")
    row.decided_by_name, row.decided_at = actor.name, at
    row.save()
    _tell(
        actor, row.version.item.code, "objection_decided", at, row.county_id, version=row.version.number,
        upheld=uphold, answer=row.answer,
    )  # fmt: skip
    return row


def _own_county(actor: Actor) -> str:
    if actor.role != Role.CBO or not actor.region_code:
        raise rules.CountyRight("县区的差异和异议由县区营商办提出。", next_step="请联系本县区营商办。")
    return actor.region_code


def _check_city(actor: Actor) -> None:
    if actor.role != Role.MBO:
        raise rules.CountyRight("县区的差异和异议由市营商办审定。", next_step="请联系市营商办。")


def _reference(actor: Actor, code: str, *, on: date) -> tuple[ServiceItem, rules.Elements]:
    version = queries.item_in_force(code, on=on)
    item = version.item
    rules.refuse_uncommon(city_code=actor.city_code, item_city=item.city_id, item_county=item.county_id)
    return item, version.elements


def _deviation(actor: Actor, key: int) -> Deviation:
    """A deviation in the actor's city, locked. Raises CountyRight, ItemNotFound."""
    if actor.role != Role.CBO:
        _check_city(actor)
    row = Deviation.objects.select_for_update(of=("self",)).select_related("item", "county").filter(pk=key).first()
    if row is None or row.county.parent_id != actor.city_code:
        raise queries.not_found()
    return row


def _end_earlier(row: Deviation, day: date) -> None:
    """What the county said of this element before ends where the new wording begins."""
    earlier = Deviation.objects.filter(
        item=row.item, county_id=row.county_id, element=row.element, state=rules.HOLDS, effective_to=None
    )
    if earlier.filter(effective_from__gte=day).exists():
        raise InvalidInput({"effective_from": "这个要素已有一份从更晚一天起的差异，请选更晚的日期。"})
    earlier.update(effective_to=day)


def _tell(actor: Actor, code: str, verb: str, at: datetime, county: str, **data: Any) -> None:
    journal.record(
        actor=actor, verb=f"catalog.county.{verb}", subject=f"item:{code}"[:64], at=at, internal=True,
        data={"county": county, "code": code, **data},
    )  # fmt: skip
