"""抽查轮次: all key projects of a month, or a fifth of them by lot that anyone can draw again (kernel draw)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from yishang.contexts.panoramas import queries, rules
from yishang.contexts.panoramas.models import Round, RoundProject
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.draw import queries as draw_queries
from yishang.kernel.draw import services as draws
from yishang.kernel.draw.rules import StratumPool, WitnessBeacon, count_for_ratio
from yishang.kernel.journal import services as journal


class NothingToFly(Refusal):
    """No key project is listed, or the month has its round already."""


@transaction.atomic
def open_round(*, actor: Actor, month: date, at: datetime) -> Round:
    """A round over every key project listed today. Raises PanoramaNotYours, NothingToFly."""
    rules.check_opens_rounds(actor)
    projects = _projects(actor, at)
    number = documents.next_number(prefix="LC", region_code=actor.city_code, day=localdate(at))
    made = _made(actor, number, "MONTH", month, at)
    RoundProject.objects.bulk_create(RoundProject(round=made, project=one, is_selected=True) for one in projects)
    data = {"month": f"{month:%Y-%m}", "projects": len(projects)}
    journal.record(actor=actor, verb="panoramas.round.opened", subject=number, at=at, data=data, first=True)
    return made


@transaction.atomic
def freeze_round(*, actor: Actor, month: date, witnesses: Sequence[Mapping[str, str]], at: datetime) -> Round:
    """Freeze the pool of a random round and publish the commitment; SAMPLE_RATIO of it, rounded up, will be flown over.

    Raises PanoramaNotYours, NothingToFly and what the draw kernel raises.
    """
    rules.check_opens_rounds(actor)
    projects = _projects(actor, at)
    number = documents.next_number(prefix="LC", region_code=actor.city_code, day=localdate(at))
    keys = [_key(one) for one in projects]
    draws.commit_draw(
        actor=actor,
        draw_id=number,
        title=f"{month.year}年{month.month}月航拍抽查",
        purpose="panoramas.round",
        strata={"S1": StratumPool(keys, count_for_ratio(len(keys), rules.SAMPLE_RATIO))},
        beacon=WitnessBeacon.of(witnesses),
        at=at,
    )
    made = _made(actor, number, "SAMPLE", month, at)
    RoundProject.objects.bulk_create(RoundProject(round=made, project=one) for one in projects)
    data = {"month": f"{month:%Y-%m}", "projects": len(projects)}
    journal.record(actor=actor, verb="panoramas.round.frozen", subject=number, at=at, data=data, first=True)
    return made


@transaction.atomic
def reveal_round(*, actor: Actor, number: str, witness_id: str, value_hex: str, at: datetime) -> Round:
    """Take one witness's value; with the last one the lot falls. Raises PanoramaNotYours and what the kernel raises."""
    rules.check_reveals(actor)
    found = queries.round_of(actor, number)
    draw = draws.reveal(actor=actor, draw_id=number, witness_id=witness_id, value_hex=value_hex, at=at)
    if draw.state == "DRAWN":
        settle_round(number=number)
    return found


@transaction.atomic
def settle_round(*, number: str) -> None:
    """Note which projects a made draw selected, whoever's value came last; another process's draw is left alone."""
    found = Round.objects.filter(number=number).first()
    if found is not None:
        selected = [int(key.removeprefix("XM")) for key in draw_queries.selected_ids(number)]
        found.projects.update(is_selected=False)
        found.projects.filter(project__in=selected).update(is_selected=True)


@transaction.atomic
def void_round(*, actor: Actor, number: str, reason: str, at: datetime) -> Round:
    """Give up a random round whose witness does not reveal; the month may be drawn again.

    Raises PanoramaNotYours and what the draw kernel raises.
    """
    rules.check_opens_rounds(actor)
    found = queries.round_of(actor, number)
    draws.void_draw(actor=actor, draw_id=number, reason=reason, at=at)
    found.is_void = True
    found.save(update_fields=["is_void"])
    return found


def _projects(actor: Actor, at: datetime) -> list[Any]:
    found = list(queries.projects_within(actor, on=localdate(at)))
    if not found:
        raise NothingToFly("库里没有在列的重点项目。", next_step="请先导入重点项目。")
    return found


def _key(project: Any) -> str:
    """How a project is called in the published pool: its key, not its name."""
    return f"XM{project.pk:07d}"


def _made(actor: Actor, number: str, kind: str, month: date, at: datetime) -> Round:
    starts_at, ends_at = rules.span_of(month)
    try:
        with transaction.atomic():
            return Round.objects.create(
                number=number, kind=kind, city_id=actor.city_code, month=month.replace(day=1),
                starts_at=starts_at, ends_at=ends_at, opened_at=at, opened_by_name=actor.name,
            )  # fmt: skip
    except IntegrityError:
        raise NothingToFly(f"{month.month}月已经有一轮了。", next_step="请打开已有的轮次，或换一个月份。") from None
