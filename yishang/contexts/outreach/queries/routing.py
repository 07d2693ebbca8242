"""Where a matter should go: the units it can be sent to, those that had the like before first."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.directory.models import Unit

USUAL = 4
USUAL_GROUP, COUNTY_GROUP, CITY_GROUP, UTILITY_GROUP = "常办同类", "本县单位", "市级部门", "公共服务企事业单位"


@dataclass(frozen=True)
class UnitChoice:
    """A unit to send a matter to; `like` is how many matters of the same category it has had from this county."""

    code: str
    name: str
    short_name: str
    group: str
    like: int = 0


def unit_choices(actor: Actor, case: "Case", *, now: datetime) -> list[UnitChoice]:
    """Every unit that may get this matter: first those that usually do, then by kind. Two statements."""
    before = _had_before(actor, case, now=now)
    choices = [_choice(unit, case, before.get(unit.pk, 0)) for unit in directory.units_for_dispatch(case.region_id)]
    usual = sorted((one for one in choices if one.like), key=lambda one: -one.like)[:USUAL]
    codes = {one.code for one in usual}
    promoted = [UnitChoice(one.code, one.name, one.short_name, USUAL_GROUP, one.like) for one in usual]
    order = (COUNTY_GROUP, CITY_GROUP, UTILITY_GROUP)
    return promoted + sorted((one for one in choices if one.code not in codes), key=lambda one: order.index(one.group))


def _had_before(actor: Actor, case: "Case", *, now: datetime) -> dict[int, int]:
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now)).filter(region_id=case.region_id)
    like = rows.filter(category=case.category, unit__isnull=False).exclude(pk=case.pk).order_by()
    return dict(like.values_list("unit_id").annotate(had=Count("pk")).order_by("-had")[:USUAL])


def _choice(unit: "Unit", case: "Case", like: int) -> UnitChoice:
    if unit.org_type == "PUBLIC_UTILITY":
        group = UTILITY_GROUP
    else:
        group = COUNTY_GROUP if unit.region_id == case.region_id else CITY_GROUP
    return UnitChoice(unit.code, unit.name, unit.short_name, group, like)
