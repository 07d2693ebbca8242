"""The main way of an appeal, through the services: from a phone to five stars."""

from datetime import timedelta

from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import Advance, Town
from yishang.kernel.journal import queries as journal


def test_a_company_s_problem_goes_from_its_phone_to_five_stars(town: Town, submitted: Appeal, advance: Advance) -> None:
    number = submitted.case.number
    assert number == "SQ-610402-20191209-0001"
    closed = advance("closed", at=submitted.case.opened_at + timedelta(hours=2))
    assert closed.case.state == "CLOSED"
    rated = services.rate_appeal(
        actor=town.li_min, number=number, star=5, at=submitted.case.opened_at + timedelta(hours=9)
    )
    assert rated.case.state == "EVALUATED"
    archived = services.archive_appeal(
        actor=town.chen_jing, number=number, at=submitted.case.opened_at + timedelta(days=7)
    )
    assert archived.case.state == "ARCHIVED"
    told = [fact.verb.rpartition(".")[2] for fact in journal.timeline(number, include_internal=True)]
    assert told == ["submitted", "triaged", "dispatched", "accepted", "progressed", "closed", "rated", "archived"]
