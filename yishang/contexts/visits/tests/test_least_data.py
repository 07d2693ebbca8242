"""Who sees how much of a track, for how long, and what is counted of visits."""

from datetime import date, timedelta

import pytest

from yishang.contexts.visits import jobs, queries, rules, services
from yishang.contexts.visits.models import Visit
from yishang.contexts.visits.tests.conftest import MONDAY, Advance, Live, Town, facts
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.context import InvalidInput

LATER = MONDAY + timedelta(hours=2)


class TestWhoSeesTheTrack:
    @pytest.mark.parametrize("who", ["chen_jing", "yang_ping", "du_cha", "he_zhen"])
    def test_overseers_and_the_visitor_for_a_reason_that_is_noted(
        self, placed: Town, advance: Advance, planned: Visit, who: str
    ) -> None:
        advance("submitted")
        told = {"actor": getattr(placed, who), "number": planned.case.number, "at": LATER}
        assert len(services.reveal_track(reason="核对停留时间", **told)) == 81
        assert facts(planned.case.number)[-1] == "track_seen"
        with pytest.raises(InvalidInput):
            services.reveal_track(reason="看", **told)

    @pytest.mark.parametrize("who", ["li_min", "zhou_lian", "fang_yuan", "guo_zheng"])
    def test_others_see_where_it_began_and_ended(
        self, placed: Town, advance: Advance, planned: Visit, who: str
    ) -> None:
        advance("submitted")
        actor = getattr(placed, who)
        found = queries.detail(actor, planned.case.number, now=LATER)
        assert (found.sees_track, found.start, found.end) == (False, found.destination, found.destination)
        with pytest.raises(services.TrackNotYours):
            services.reveal_track(actor=actor, number=planned.case.number, reason="核对停留时间", at=LATER)

    @pytest.mark.parametrize("who", ["sun_hao", "zhao_lei", "xi_tong", "shen_ji", "hotline"])
    def test_strangers_do_not_even_see_that_there_is_one(
        self, placed: Town, advance: Advance, planned: Visit, who: str
    ) -> None:
        advance("submitted")
        actor = getattr(placed, who)
        with pytest.raises(CaseNotVisible):
            services.reveal_track(actor=actor, number=planned.case.number, reason="核对停留时间", at=LATER)
        assert cases.visible_number(actor, planned.case.number, on=LATER.date()) is None


def test_after_a_year_a_track_is_thinned_once(advance: Advance, live_at: Live) -> None:
    visit = advance("submitted")
    live_at(MONDAY + timedelta(days=300))
    assert jobs.thin() == 0
    live_at(MONDAY + timedelta(days=370))
    assert (jobs.thin(), jobs.thin()) == (1, 0)
    visit.refresh_from_db()
    assert (visit.track_points, len(queries.points_of(visit))) == (5, 5)
    assert facts(visit.case.number)[-1] == "track_thinned"


class TestFigures:
    def figures(self, placed: Town, *, month: date = date(2019, 12, 9)) -> dict[str, str]:
        period = rules.period_of("MONTH", month)
        counted = queries.counted(placed.yang_ping, period, now=LATER)
        found = counted.figures(period, as_of=LATER)
        return {name: f"{one.numerator}/{one.denominator} {one.value}" for name, one in found.items()}

    def test_one_of_two_subjects_was_seen_and_one_of_two_due_visits_made(self, placed: Town, advance: Advance) -> None:
        services.plan_visits(at=MONDAY, on=MONDAY.date())
        advance("submitted")
        assert self.figures(placed) == {"coverage": "1/2 50.0%", "completion": "1/2 50.0%"}

    def test_a_planned_visit_that_is_made_counts_on_both_sides(self, placed: Town) -> None:
        services.plan_visits(at=MONDAY, on=MONDAY.date())
        assert self.figures(placed) == {"coverage": "0/2 0.0%", "completion": "0/2 0.0%"}

    def test_what_is_abnormal_counts_only_when_it_is_upheld(self, placed: Town, advance: Advance) -> None:
        visit = advance("submitted", points=[])
        assert self.figures(placed)["coverage"] == "0/2 0.0%"
        services.uphold_visit(actor=placed.chen_jing, number=visit.case.number, reason="企业说明来过。", at=LATER)
        assert self.figures(placed)["coverage"] == "1/2 50.0%"

    def test_a_month_without_anything_due_says_so(self, placed: Town) -> None:
        assert self.figures(placed, month=date(2019, 11, 1))["completion"] == "0/0 —"

    def test_the_rows_behind_a_figure_are_those_that_it_counts(self, placed: Town, advance: Advance) -> None:
        visit = advance("submitted")
        wanted = queries.Wanted(period="2019-12", rate="effective")
        rows = queries.matching(placed.yang_ping, wanted, now=LATER)
        assert [case.number for case in rows] == [visit.case.number]
        assert not queries.matching(placed.zhao_lei, wanted, now=LATER)

    @pytest.mark.parametrize(
        "asked",
        [{"queue": "x"}, {"verdict": "x"}, {"period": "2019"}, {"period": "2019-13"}, {"rate": "x"}, {"sponsor": "x"}],
    )
    def test_words_that_mean_nothing_are_refused(self, placed: Town, asked: dict[str, str]) -> None:
        with pytest.raises(InvalidInput):
            queries.matching(placed.yang_ping, queries.Wanted(**asked), now=LATER)
