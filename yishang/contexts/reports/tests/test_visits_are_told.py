"""走访率 enters the month, the report and the wall as soon as a process tells of visits."""

from datetime import datetime

import pytest
from django.apps import apps
from django.test import Client

from yishang.contexts.reports import queries, services
from yishang.contexts.reports.models import Correction, Month
from yishang.contexts.reports.tests.conftest import CITY, LONG_AGO, NEW_YEAR, Ledger, Office, december
from yishang.kernel.cases.models import Case
from yishang.kernel.measures import queries as measures
from yishang.kernel.parties.models import MarketEntity, Subject

CODES = ("91610402MA00000155", "91610404MA00000152", "91610302MA00000743")


@pytest.fixture
def visited(december_told: Ledger, office: Office) -> Month:
    """Three listed companies: one seen twice, one whose visit was void, one not at all."""
    listed = []
    for place, code in enumerate(CODES):
        county = "610402" if place < 2 else "610404"
        entity = MarketEntity.objects.create(uscc=code, name=f"演示{place}公司", region_id=county, is_demo=True)
        values = {"subject_type": "ABOVE_SCALE_ENT", "name": entity.name, "batch": "2019-01", "in_date": LONG_AGO}
        listed.append(Subject.objects.create(entity=entity, region_id=county, **values))
    for number, (subject, state, at) in enumerate(
        [
            (listed[0], "VERIFIED", december(3)),
            (listed[0], "CONFIRMED", december(9)),
            (listed[1], "INVALID", december(4)),
        ]
    ):
        case = Case.objects.create(
            number=f"ZF-610402-20191203-{number:04}", kind="visits.visit", kind_version=1, state=state, title="走访",
            region_id="610402", city_id=CITY, opened_at=at,
        )  # fmt: skip
        apps.get_model("visits", "Visit").objects.create(case=case, subject=subject, visitor_name="何镇", checkin_at=at)
    return services.freeze_month(actor=office.yang_ping, city=CITY, period="2019-12", at=NEW_YEAR)


def test_the_month_has_the_rate_of_the_city_and_each_county(visited: Month) -> None:
    figures = queries.figures(visited)
    assert figures.coverage() == (1, 3)
    assert figures.coverage("610402") == (1, 2)
    assert figures.coverage("610404") == (0, 1)
    kept = measures.latest("coverage", scope=CITY, period="2019-12")
    assert kept is not None and kept.value == "33.3%"


def test_a_visit_handed_in_after_the_month_was_frozen_is_explained_in_the_next(visited: Month, office: Office) -> None:
    late = Case.objects.get(number="ZF-610402-20191203-0002")
    Case.objects.filter(pk=late.pk).update(state="VERIFIED")
    february = datetime(2020, 2, 4, 9, 30, tzinfo=NEW_YEAR.tzinfo)
    january = services.freeze_month(actor=office.yang_ping, city=CITY, period="2020-01", at=february)
    told = Correction.objects.filter(found_in=january, month=visited, code="coverage")
    said = {one.scope: (one.numerator_before, one.numerator_after, one.denominator_after) for one in told}
    assert said == {"city": (1, 2, 3), "610402": (1, 2, 2)}
    assert queries.figures(visited).coverage() == (1, 3), "what was told stays as it was told"
    report = services.draft_report(actor=office.xiao_lei, city=CITY, kind="BULLETIN", period="2020-01", at=february)
    text = "".join(block["text"] for block in report.blocks)
    assert "2019年12月全市走访率原报33.3%（1/3），现为66.7%（2/3）。" in text


def test_report_and_wall_tell_it(visited: Month, office: Office, new_year: datetime) -> None:
    report = services.draft_report(actor=office.xiao_lei, city=CITY, kind="BULLETIN", period="2019-12", at=NEW_YEAR)
    text = "".join(block["text"] for block in report.blocks)
    assert "本月有效走访2次，在库应走访主体3个，走访到1个，走访率33.3%。" in text
    table = next(block for block in report.blocks if block["text"] == "（一）分县市区")
    assert table["head"][-1] == "走访率" and table["rows"][0][-1] == "50.0%"
    assert services.submit_report(actor=office.xiao_lei, number=report.case.number, at=NEW_YEAR)
    client = Client()
    client.force_login(office.accounts["yang_ping"])
    wall = client.get("/reports/wall/").context["wall"]
    assert (wall.visits, wall.coverage.value) == (2, "33.3%")
