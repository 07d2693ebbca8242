"""The demo city's story is told by the services, and every figure of it opens."""

from datetime import datetime

from yishang.contexts.credit import demo, queries
from yishang.contexts.credit.models import Listing, Push, Repair, RiskWarning
from yishang.contexts.credit.tests.conftest import SHANGHAI, Town
from yishang.kernel.parties.rules import uscc_fault

NEW_YEAR = datetime(2019, 12, 31, 9, 0, tzinfo=SHANGHAI)


def test_the_story_is_told_with_invented_parties_only(town: Town) -> None:
    demo.tell_story(until=NEW_YEAR, password="", say=str)
    assert not [uscc for _, uscc, _, _ in demo.SHOPS if uscc_fault(uscc)]
    listing = Listing.objects.select_related("case").get()
    assert (listing.case.state, listing.entity.is_demo, listing.drafted_by_name) == ("LISTED", True, "郭华")
    assert queries.restrictions(demo.SHOPS[2][1], at=NEW_YEAR).is_restricted
    assert Repair.objects.get().case.state == "APPLIED"
    assert Push.objects.filter(case__state="CLAIMED").exists()
    assert RiskWarning.objects.filter(rule="licence_expiry").exists()
    beside = {one.heap: one.ours for one in queries.beside_the_source(town.tang_lan, now=NEW_YEAR)}
    assert (beside["listing"], beside["records"]) == (1, 3)


def test_a_city_without_people_has_no_story(db: None) -> None:
    demo.tell_story(until=NEW_YEAR, password="", say=str)
    assert not Listing.objects.exists()
