"""回访抽样: which contented companies are called is drawn by lot, and anyone can draw it again (draw kernel)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import CallBackChoice, CallBackDraw
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.documents import services as documents
from yishang.kernel.draw import queries as draw_queries
from yishang.kernel.draw import services as draws
from yishang.kernel.draw.rules import StratumPool, WitnessBeacon, count_for_ratio


class SampleNotYours(Refusal):
    """Only the city's office draws the call-back sample, and only the city's offices witness it."""

    status = 403


class NothingToSample(Refusal):
    """No closed and contented matter of this period is still to be sampled."""


def check_freezes(*, actor: Actor) -> None:
    """Refuse everybody but the city's office, before any value is looked at. Raises SampleNotYours."""
    if actor.role != Role.MBO:
        raise SampleNotYours("回访抽样由市营商办发起。", next_step="请联系市营商办。")


def check_reveals(*, actor: Actor) -> None:
    """Refuse whoever is no witness, before any value is looked at. Raises SampleNotYours."""
    if actor.role not in (Role.MBO, Role.MON):
        raise SampleNotYours("见证值由市营商办和督查室录入。", next_step="请联系市营商办。")


@transaction.atomic
def freeze_sample(
    *, actor: Actor, period_from: date, period_to: date, witnesses: Sequence[Mapping[str, str]], at: datetime
) -> CallBackDraw:
    """Freeze the pool (3–5 stars, closed in the period, never sampled) and publish the commitment.

    Each witness is `id`, `role`, `commitment`. The share is SAMPLE_RATIO, rounded up.
    Raises SampleNotYours, NothingToSample and what the draw kernel raises.
    """
    check_freezes(actor=actor)
    appeals = list(queries.to_sample(actor.city_code, period_from=period_from, period_to=period_to))
    if not appeals:
        raise NothingToSample("这段时间没有可抽的办结件。", next_step="请换一个时间段。")
    draw_id = documents.next_number(prefix="CY", region_code=actor.city_code, day=localdate(at))
    numbers = [appeal.case.number for appeal in appeals]
    draws.commit_draw(
        actor=actor,
        draw_id=draw_id,
        title=f"{period_from:%Y}年{_day(period_from)}至{_day(period_to)}办结件回访抽样",
        purpose="outreach.call_back",
        strata={"S1": StratumPool(numbers, count_for_ratio(len(numbers), rules.SAMPLE_RATIO))},
        beacon=WitnessBeacon.of(witnesses),
        at=at,
    )
    sample = CallBackDraw.objects.create(
        draw_id=draw_id, city_id=actor.city_code, period_from=period_from, period_to=period_to, made_at=at
    )
    CallBackChoice.objects.bulk_create(CallBackChoice(draw=sample, appeal=appeal) for appeal in appeals)
    return sample


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


@transaction.atomic
def void_sample(*, actor: Actor, draw_id: str, reason: str, at: datetime) -> CallBackDraw:
    """Give up a sample whose witness does not reveal; its matters are free to be sampled or struck off again.

    The void stays published with its reason. Raises SampleNotYours and what the draw kernel raises.
    """
    if actor.role != Role.MBO:
        raise SampleNotYours("作废由市营商办办理。", next_step="请联系市营商办。")
    sample = queries.sample(draw_id, city_code=actor.city_code)
    draws.void_draw(actor=actor, draw_id=draw_id, reason=reason, at=at)
    sample.choices.all().delete()
    return sample


@transaction.atomic
def reveal_sample(*, actor: Actor, draw_id: str, witness_id: str, value_hex: str, at: datetime) -> CallBackDraw:
    """Take one witness's value; with the last one the lot falls. Raises SampleNotYours and what the kernel raises."""
    check_reveals(actor=actor)
    sample = queries.sample(draw_id, city_code=actor.city_code)
    draw = draws.reveal(actor=actor, draw_id=draw_id, witness_id=witness_id, value_hex=value_hex, at=at)
    if draw.state == "DRAWN":
        settle_sample(draw_id=draw_id)
    return sample


@transaction.atomic
def settle_sample(*, draw_id: str) -> None:
    """Note whom a made draw selected, whoever's value came last; a draw that is no sample of ours is left alone."""
    sample = CallBackDraw.objects.filter(draw_id=draw_id).first()
    if sample is not None:
        selected = draw_queries.selected_ids(draw_id)
        sample.choices.update(is_selected=False)
        sample.choices.filter(appeal__case__number__in=selected).update(is_selected=True)
