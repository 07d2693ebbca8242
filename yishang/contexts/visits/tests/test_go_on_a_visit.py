"""Check in, be followed while it lasts, check out: by the visitor alone, in one place at a time."""

from datetime import timedelta

import pytest

from yishang.contexts.visits import queries, rules, services
from yishang.contexts.visits.models import TrackPart, Visit
from yishang.contexts.visits.tests.conftest import MONDAY, Advance, Do, Town, facts
from yishang.contexts.visits.tests.walks import WORKS, stay
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.geo.rules import Crs, PlaceRefused, convert

HERE = {"lon": WORKS.lon, "lat": WORKS.lat, "crs": "WGS84"}


def test_a_visit_bears_a_number_of_its_county_and_day(planned: Visit) -> None:
    assert planned.case.number == "ZF-610402-20191209-0001"
    assert (planned.sponsor_type, planned.case.in_rate) == ("CITY_LEADER", True)


class TestOpenVisit:
    def test_the_same_number_of_the_phone_is_the_same_visit(self, placed: Town) -> None:
        subject = placed.machinery.subjects.get().pk
        told = {"actor": placed.he_zhen, "subject_id": subject, "client_key": "p-1", "at": MONDAY}
        assert services.open_visit(**told).pk == services.open_visit(**told).pk
        assert Visit.objects.count() == 1

    def test_what_is_planned_is_taken_up(self, placed: Town, planned: Visit) -> None:
        again = services.open_visit(
            actor=placed.he_zhen, subject_id=planned.subject_id, at=MONDAY, client_key="p-9", mode="PHONE"
        )
        assert (again.pk, again.client_key, again.mode) == (planned.pk, "p-9", "PHONE")

    def test_whom_somebody_else_sponsors_may_be_visited_and_counts_in_no_rate(self, placed: Town) -> None:
        visit = services.open_visit(actor=placed.he_zhen, subject_id=placed.food.subjects.get().pk, at=MONDAY)
        assert (visit.sponsor_type, visit.case.in_rate) == ("NONE", False)
        number = visit.case.number
        assert services.check_in_visit(actor=placed.he_zhen, number=number, at=MONDAY, **HERE).case.in_rate is False

    def test_others_do_not_visit(self, placed: Town) -> None:
        for actor in (placed.zhou_lian, placed.li_min, placed.chen_jing):
            with pytest.raises(rules.NotAVisitor):
                services.open_visit(actor=actor, subject_id=placed.machinery.subjects.get().pk, at=MONDAY)

    def test_a_subject_that_is_none_and_a_mode_that_is_none(self, placed: Town) -> None:
        with pytest.raises(InvalidInput) as refused:
            services.open_visit(actor=placed.he_zhen, subject_id=999, mode="FAX", client_key="x" * 61, at=MONDAY)
        assert set(refused.value.fields) == {"subject", "mode", "client_key"}


class TestCheckInVisit:
    def test_check_in_visit_keeps_time_and_place_as_cgcs2000(self, placed: Town, do: Do) -> None:
        bent = convert(WORKS, source=Crs.CGCS2000, target=Crs.GCJ02)
        visit = do(placed.he_zhen, "check_in_visit", lon=bent.lon, lat=bent.lat, crs="GCJ02")
        assert (visit.case.state, visit.checkin_at) == ("CHECKED_IN", MONDAY)
        assert (round(visit.checkin_lon, 6), round(visit.checkin_lat, 6)) == WORKS

    def test_what_the_phone_captured_before_counts(self, placed: Town, do: Do) -> None:
        captured = MONDAY - timedelta(hours=3)
        visit = do(placed.he_zhen, "check_in_visit", captured_at=captured.isoformat(), **HERE)
        assert visit.checkin_at == captured

    def test_without_a_position_it_is_taken_too(self, placed: Town, do: Do) -> None:
        assert do(placed.he_zhen, "check_in_visit").checkin_lon is None

    def test_the_department_s_visit_is_made_by_one_of_its_people(self, placed: Town) -> None:
        subject = placed.machinery.subjects.get().pk
        visit = services.open_visit(actor=placed.fang_yuan, subject_id=subject, at=MONDAY)
        assert services.check_in_visit(
            actor=placed.fang_yuan, number=visit.case.number, at=MONDAY, **HERE
        ).sponsor_type == "CITY_DEPT"  # fmt: skip

    def test_it_is_the_visitor_s_alone(self, placed: Town, do: Do) -> None:
        for actor in (placed.fang_yuan, placed.zhou_lian):
            with pytest.raises(rules.NotYourVisit):
                do(actor, "check_in_visit", **HERE)
        with pytest.raises(MoveNotYours):
            do(placed.li_min, "check_in_visit", **HERE)
        with pytest.raises(CaseNotVisible):
            do(placed.zhao_lei, "check_in_visit", **HERE)

    def test_not_twice(self, placed: Town, do: Do) -> None:
        do(placed.he_zhen, "check_in_visit", **HERE)
        with pytest.raises(MoveNotOpen):
            do(placed.he_zhen, "check_in_visit", **HERE)

    def test_not_in_the_future_nor_last_week(self, placed: Town, do: Do) -> None:
        for off in (timedelta(minutes=6), timedelta(days=-8)):
            with pytest.raises(InvalidInput):
                do(placed.he_zhen, "check_in_visit", captured_at=(MONDAY + off).isoformat(), **HERE)

    def test_a_place_needs_sense(self, placed: Town, do: Do) -> None:
        with pytest.raises(PlaceRefused):
            do(placed.he_zhen, "check_in_visit", lon=0, lat=0, crs="WGS84")

    def test_nobody_is_in_two_places_at_once(self, placed: Town, do: Do) -> None:
        do(placed.he_zhen, "check_in_visit", **HERE)
        other = services.open_visit(actor=placed.he_zhen, subject_id=placed.food.subjects.get().pk, at=MONDAY)
        with pytest.raises(rules.TwoPlacesAtOnce, match="演示机械有限公司"):
            services.check_in_visit(
                actor=placed.he_zhen, number=other.case.number, at=MONDAY + timedelta(minutes=5), **HERE
            )


class TestTakeTrack:
    def test_a_part_is_taken_once(self, placed: Town, advance: Advance, planned: Visit) -> None:
        advance("in")
        told = {"actor": placed.he_zhen, "number": planned.case.number, "crs": "WGS84", "at": MONDAY + timedelta(1)}
        rows = [list(point) for point in stay(5, since=MONDAY)]
        assert services.take_track(place=0, points=rows, **told) == 11
        assert services.take_track(place=0, points=rows, **told) == 11
        assert TrackPart.objects.count() == 1
        with pytest.raises(rules.PartDiffers):
            services.take_track(place=0, points=rows[:3], **told)

    def test_it_is_not_readable_in_the_database(self, advance: Advance) -> None:
        visit = advance("submitted")
        assert bytes(visit.track).startswith(b"gAAAA")
        assert len(queries.points_of(visit)) == 81

    def test_a_later_part_does_not_run_backward(self, placed: Town, advance: Advance, planned: Visit) -> None:
        advance("in")
        told = {"actor": placed.he_zhen, "number": planned.case.number, "crs": "WGS84", "at": MONDAY + timedelta(1)}
        rows = [list(point) for point in stay(5, since=MONDAY)]
        services.take_track(place=0, points=rows[5:], **told)
        with pytest.raises(rules.TrackRefused, match="倒着走"):
            services.take_track(place=1, points=rows[:5], **told)

    def test_nobody_is_followed_before_and_after(self, advance: Advance) -> None:
        points = stay(105, since=MONDAY - timedelta(hours=1), every=60)
        visit = advance("submitted", points=points)
        first, *_, last = queries.points_of(visit)
        assert (first.t, last.t) == (MONDAY.timestamp() - 60, MONDAY.timestamp() + 41 * 60)

    def test_not_before_check_in_and_not_by_others(self, placed: Town, planned: Visit, advance: Advance) -> None:
        told = {"number": planned.case.number, "place": 0, "crs": "WGS84", "at": MONDAY}
        with pytest.raises(rules.TrackClosed):
            services.take_track(actor=placed.he_zhen, points=[], **told)
        advance("in")
        with pytest.raises(rules.NotYourVisit):
            services.take_track(actor=placed.fang_yuan, points=[], **told)
        with pytest.raises(CaseNotVisible):
            services.take_track(actor=placed.sun_hao, points=[], **told)


class TestCheckOutVisit:
    def test_check_out_visit_ends_what_the_check_in_began(self, planned: Visit, advance: Advance) -> None:
        visit = advance("out")
        assert (visit.case.state, visit.checkout_at) == ("CHECKED_OUT", MONDAY + timedelta(minutes=40))
        assert facts(planned.case.number) == ["begun", "checked_in", "checked_out"]

    def test_it_comes_after_the_check_in(self, placed: Town, do: Do) -> None:
        do(placed.he_zhen, "check_in_visit", **HERE)
        with pytest.raises(InvalidInput, match="晚于签到"):
            do(placed.he_zhen, "check_out_visit", captured_at=(MONDAY - timedelta(minutes=1)).isoformat(), **HERE)
        with pytest.raises(rules.NotYourVisit):
            do(placed.fang_yuan, "check_out_visit", at=MONDAY + timedelta(hours=1), **HERE)

    def test_not_before_anybody_came(self, placed: Town, do: Do) -> None:
        with pytest.raises(MoveNotOpen):
            do(placed.he_zhen, "check_out_visit", **HERE)

    def test_times_kept_offline_may_not_overlap_those_of_another_visit(self, placed: Town, advance: Advance) -> None:
        advance("in")
        other = services.open_visit(actor=placed.he_zhen, subject_id=placed.food.subjects.get().pk, at=MONDAY)
        earlier = MONDAY - timedelta(hours=2)
        number = other.case.number
        services.check_in_visit(actor=placed.he_zhen, number=number, at=MONDAY, captured_at=earlier, **HERE)
        with pytest.raises(rules.TwoPlacesAtOnce):
            services.check_out_visit(actor=placed.he_zhen, number=number, at=MONDAY + timedelta(minutes=30), **HERE)
        left = MONDAY - timedelta(minutes=30)
        services.check_out_visit(actor=placed.he_zhen, number=number, at=MONDAY, captured_at=left, **HERE)
