"""31 March: whose plan is not public hears it once, with those who lead."""

from datetime import datetime

from yishang.contexts.random_inspection import jobs, services
from yishang.contexts.random_inspection.models import Plan, Term
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.contexts.random_inspection.tests.planning import PLAN, published_plan
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.notify.models import Notice


def march(day: int) -> datetime:
    return datetime(2020, 3, day, 9, 0, tzinfo=SHANGHAI)


def told(template: str) -> set[str]:
    rows = Notice.objects.filter(template=template).select_related("account")
    return {one.account.name for one in rows if one.account}


def test_a_plan_not_public_by_31_march_tells_the_lead_and_the_head_of_the_unit(town: Town) -> None:
    plan = services.draft_plan(actor=town.lyu_qiang, entry=PLAN, at=MONDAY)
    Plan.objects.filter(pk=plan.pk).update(year=2020)
    assert jobs.remind_at(march(30)) == 0
    assert jobs.remind_at(march(31)) == 1
    assert told("plan_not_public") == {"钱虹", "冯学", "吕强"}
    before = Notice.objects.count()
    jobs.remind_at(datetime(2020, 4, 15, 9, 0, tzinfo=SHANGHAI))
    assert Notice.objects.count() == before, "each is told once"


def test_the_day_is_data_and_a_city_without_any_plan_hears_that_as_well(town: Town) -> None:
    Term.objects.filter(code="plan_publish_by").update(value=228)
    assert jobs.remind_at(datetime(2020, 2, 28, 9, 0, tzinfo=SHANGHAI)) == 1
    assert told("plan_missing") == {"钱虹", "冯学"}


def test_a_public_plan_reminds_nobody(town: Town) -> None:
    plan = published_plan(town)
    Plan.objects.filter(pk=plan.pk).update(year=2020)
    assert jobs.remind_at(march(31)) == 0
