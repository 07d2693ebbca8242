"""A month is frozen once, as of its end; what is entered afterwards is a correction in the next."""

from datetime import datetime, timedelta

import pytest

from yishang.contexts.reports import jobs, queries, rules, services
from yishang.contexts.reports.models import Correction, Month, Report, Sheet
from yishang.contexts.reports.services.freezing import NotYourMonth
from yishang.contexts.reports.tests.conftest import CITY, NEW_YEAR, Ledger, Office, december
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import queries as journal
from yishang.kernel.measures import queries as measures
from yishang.kernel.parties.models import MarketEntity

FEBRUARY = datetime(2020, 2, 3, 9, 30, tzinfo=SHANGHAI)


def rate(month: Month, code: str, scope: str = "city", domain: str = "all") -> tuple[int, int]:
    return rules.RATES_BY_CODE[code].of(queries.figures(month).total(scope, domain=domain))


def test_city_counties_and_units_have_their_own_figures(month: Month) -> None:
    assert rate(month, "closing") == (13, 18)
    assert rate(month, "closing", "610402") == (8, 10)
    assert rate(month, "closing", "unit:610400-GD") == (3, 6)
    assert rate(month, "in_time", "610404") == (3, 4)
    assert rate(month, "five_stars") == (8, 11)
    assert rate(month, "satisfaction") == (0, 0)


def test_every_dimension_adds_up_to_the_domain(month: Month) -> None:
    cuts = queries.sheet(month, "city")["month"]
    assert {"category", "level", "frequency", "result", "rating", "county", "month"} <= set(cuts)
    for name, cut in cuts.items():
        assert sum(counts["records"] for counts in cut.values()) == 18, name


def test_what_was_not_closed_by_the_end_is_not_closed(office: Office, ledger: Ledger) -> None:
    ledger.close(ledger.add(opened=december(30), many=2), at=NEW_YEAR - timedelta(minutes=5))
    month = services.freeze_month(actor=office.yang_ping, city=CITY, period="2019-12", at=NEW_YEAR)
    assert rate(month, "closing") == (0, 2)


def test_how_often_a_company_comes_with_the_same_is_counted(office: Office, ledger: Ledger) -> None:
    company = _company()
    ledger.add(opened=december(3), many=2, applicant_id=company)
    ledger.add(opened=december(3), applicant_id=company, category="08")
    month = services.freeze_month(actor=office.yang_ping, city=CITY, period="2019-12", at=NEW_YEAR)
    often = queries.sheet(month, "city")["month"]["frequency"]
    assert {key: counts["records"] for key, counts in often.items()} == {"1": 1, "2": 2}


def _company() -> int:
    values = {"uscc": "91610402MA00000155", "name": "演示机械有限公司", "region_id": "610402", "is_demo": True}
    return int(MarketEntity.objects.create(**values).pk)


def test_rates_are_kept_as_snapshots_and_the_journal_has_the_digest(month: Month) -> None:
    kept = measures.latest("closing", scope=CITY, period="2019-12")
    assert kept is not None and (kept.numerator, kept.denominator, kept.value) == (13, 18, "72.2%")
    assert kept.as_of == month.as_of == datetime(2020, 1, 1, tzinfo=SHANGHAI)
    facts = journal.timeline("month:610400:2019-12", include_internal=True)
    assert [fact.verb for fact in facts] == ["reports.month.frozen"]
    assert queries.is_whole(month)


def test_a_figure_changed_behind_our_back_shows(month: Month) -> None:
    sheet = Sheet.objects.get(month=month, scope="city")
    sheet.cuts["all"]["total"][""]["closed"] = 18
    sheet.save()
    assert not queries.is_whole(month)


def test_late_entries_become_corrections_and_the_frozen_figures_stay(
    month: Month, office: Office, december_told: Ledger
) -> None:
    december_told.add(opened=december(31), many=1)  # entered in January
    january = services.freeze_month(actor=office.yang_ping, city=CITY, period="2020-01", at=FEBRUARY)
    assert rate(month, "closing", "610402") == (8, 10)
    corrected = Correction.objects.get(found_in=january, scope="610402", code="closing")
    assert (corrected.numerator_after, corrected.denominator_after, corrected.month) == (8, 11, month)
    report = services.draft_report(actor=office.xiao_lei, city=CITY, kind="BULLETIN", period="2020-01", at=FEBRUARY)
    text = "".join(block["text"] for block in report.blocks)
    assert "数据调整说明" in text
    assert "2019年12月秦都区办件率原报80.0%（8/10），现为72.7%（8/11）。" in text


def test_a_month_without_matters_shows_dashes(month: Month, office: Office) -> None:
    january = services.freeze_month(actor=office.yang_ping, city=CITY, period="2020-01", at=FEBRUARY)
    assert rate(january, "closing", domain="month") == (0, 0)
    report = services.draft_report(actor=office.xiao_lei, city=CITY, kind="MONTHLY", period="2020-01", at=FEBRUARY)
    assert "本月受理0件，已办结0件，办件率—" in "".join(block["text"] for block in report.blocks)


def test_a_month_is_frozen_once(month: Month, office: Office) -> None:
    with pytest.raises(rules.AlreadyFrozen):
        services.freeze_month(actor=office.yang_ping, city=CITY, period="2019-12", at=NEW_YEAR)


@pytest.mark.parametrize("period", ["2020-01", "2020-02", "2099-12"])
def test_a_month_that_is_not_over_cannot_be_frozen(december_told: Ledger, office: Office, period: str) -> None:
    with pytest.raises(rules.MonthNotOver):
        services.freeze_month(actor=office.yang_ping, city=CITY, period=period, at=NEW_YEAR)


def test_a_month_before_the_first_matter_has_nothing_to_freeze(december_told: Ledger, office: Office) -> None:
    with pytest.raises(rules.NothingToFreeze):
        services.freeze_month(actor=office.yang_ping, city=CITY, period="2018-12", at=NEW_YEAR)


@pytest.mark.parametrize("words", ["", "2019", "2019-13", "2019-12-01", "十二月", "2019-12\n"])
def test_what_is_no_month_is_refused(office: Office, words: str) -> None:
    with pytest.raises(InvalidInput):
        services.freeze_month(actor=office.yang_ping, city=CITY, period=words, at=NEW_YEAR)


@pytest.mark.parametrize("who", ["chen_jing", "guo_zheng", "du_cha", "liu_gong"])
def test_only_the_city_s_office_freezes(december_told: Ledger, office: Office, who: str) -> None:
    with pytest.raises(NotYourMonth):
        services.freeze_month(actor=getattr(office, who), city=CITY, period="2019-12", at=NEW_YEAR)


def test_the_job_freezes_and_drafts_on_the_first_working_day_once(december_told: Ledger, new_year: datetime) -> None:
    assert jobs.freeze_last_month() == 2
    assert jobs.freeze_last_month() == 0
    assert sorted(Report.objects.values_list("kind", flat=True)) == ["BULLETIN", "MONTHLY"]
    assert Month.objects.get().frozen_by_name == "系统"


def test_a_worker_killed_after_freezing_leaves_no_month_without_drafts(
    month: Month, office: Office, new_year: datetime
) -> None:
    assert jobs.freeze_last_month() == 2
    dropped = Report.objects.get(kind="BULLETIN")
    services.drop_report(actor=office.yang_ping, number=dropped.case.number, reason="要重拟。", at=NEW_YEAR)
    assert jobs.freeze_last_month() == 0  # what somebody did away with is not drafted again


def test_the_job_finds_nothing_in_a_new_installation(office: Office, new_year: datetime) -> None:
    assert jobs.freeze_last_month() == 0
    assert not Month.objects.exists()
