"""What is thought of a site: who may say it, what follows, and that an older verdict stays."""

from datetime import timedelta

import pytest

from yishang.contexts.panoramas import queries, rules, services
from yishang.contexts.panoramas.models import Panorama, Verdict
from yishang.contexts.panoramas.tests.conftest import MONDAY, Town
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import queries as journal


def judge(actor: Actor, panorama: Panorama, verdict: str = "SLOW", note: str = "塔吊停着，主体还在二层。") -> Verdict:
    return services.judge_panorama(actor=actor, number=panorama.number, verdict=verdict, note=note, at=MONDAY)


def test_what_is_not_in_order_asks_for_an_appeal_and_contact_within_three_working_days(
    town: Town, taken: Panorama
) -> None:
    made = judge(town.chen_jing, taken)
    fact = journal.timeline(taken.number, include_internal=True)[-1]
    assert (fact.verb, fact.data["verdict"]) == ("panoramas.panorama.judged", "SLOW")
    assert f"{made.contact_by:%m-%d %H:%M}" == "12-12 17:00"  # Monday's verdict: Thursday
    asked = fact.data["appeal"]
    assert asked["subject"] == town.project.pk
    assert asked["contact_by"] == made.contact_by.isoformat()
    assert "12月12日前主动对接" in asked["content"]
    assert "塔吊" not in asked["title"] + asked["content"]  # the company reads these
    assert len(asked["title"]) <= 50


def test_what_is_in_order_asks_for_nothing(town: Town, taken: Panorama) -> None:
    assert judge(town.yang_ping, taken, "NORMAL", "").contact_by is None
    assert "appeal" not in journal.timeline(taken.number, include_internal=True)[-1].data


def test_a_changed_verdict_stands_beside_the_older(town: Town, taken: Panorama) -> None:
    judge(town.chen_jing, taken)
    judge(town.yang_ping, taken, "NORMAL", "当天停电，次日已复工。")
    taken.refresh_from_db()
    assert taken.verdict == "NORMAL"
    assert [(one.verdict, one.judged_by_name) for one in taken.verdicts.all()] == [("SLOW", "陈静"), ("NORMAL", "杨萍")]


def test_the_same_verdict_again_changes_nothing(town: Town, taken: Panorama) -> None:
    assert judge(town.chen_jing, taken) == judge(town.chen_jing, taken)
    assert taken.verdicts.count() == 1


@pytest.mark.parametrize(
    ("verdict", "note", "field"), [("", "x" * 9, "verdict"), ("FINE", "x" * 9, "verdict"), ("SUSPECT", "停了", "note")]
)
def test_a_verdict_is_one_of_five_and_says_why(
    town: Town, taken: Panorama, verdict: str, note: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        judge(town.chen_jing, taken, verdict, note)
    assert field in caught.value.fields


def test_readers_do_not_judge_and_another_county_sees_nothing(town: Town, taken: Panorama) -> None:
    for who in (town.liu_gong, town.du_cha):
        with pytest.raises(rules.PanoramaNotYours):
            judge(who, taken)
    for who in (town.zhao_lei, town.wang_gong, town.li_min):
        with pytest.raises(rules.PanoramaNotVisible):
            judge(who, taken)


def test_the_company_sees_its_own_in_order_and_nothing_sensitive(town: Town, taken: Panorama) -> None:
    assert not queries.visible_to(town.li_min).exists()
    judge(town.chen_jing, taken, "NORMAL", "")
    assert [one.number for one in queries.visible_to(town.li_min)] == [taken.number]
    assert not queries.visible_to(town.sun_hao).exists()
    Panorama.objects.update(is_sensitive=True)
    assert not queries.visible_to(town.li_min).exists()
    assert queries.visible_to(town.chen_jing).exists()


def test_the_shares_of_verdicts_tell_both_sides(town: Town, taken: Panorama) -> None:
    judge(town.chen_jing, taken)
    figures = {one.code: one for one in queries.shares(town.yang_ping, queries.Wanted(), now=MONDAY)}
    slow, normal = figures["panorama_slow"], figures["panorama_normal"]
    assert (slow.numerator, slow.denominator, slow.value) == (1, 1, "100.0%")
    assert (normal.numerator, normal.value) == (0, "0.0%")
    assert queries.headline(town.zhao_lei, now=MONDAY)["panorama_normal"].value == "—"


def test_the_appeals_number_comes_back_and_may_come_twice(taken: Panorama) -> None:
    for _ in range(2):
        services.note_appeal(number=taken.number, appeal_number="SQ-610402-20191209-0001")
    taken.refresh_from_db()
    assert taken.appeal_number == "SQ-610402-20191209-0001"


def test_periods_of_a_point_stand_in_order(town: Town, taken: Panorama) -> None:
    later, earlier = (
        Panorama.objects.create(
            **{
                **{f.attname: getattr(taken, f.attname) for f in Panorama._meta.fields if f.name != "id"},
                "number": f"QJ-{days}",
                "digest": str(days),
                "picture_id": _another_picture(taken),
                "captured_at": taken.captured_at + timedelta(days=days),
            }
        )
        for days in (2, -30)
    )
    found = queries.periods_of(town.chen_jing, town.project.pk)
    assert [one.number for one in found["1"]] == [earlier.number, taken.number, later.number]


def _another_picture(taken: Panorama) -> int:
    picture = taken.picture
    copied = type(picture).objects.get(pk=picture.pk)
    copied.pk = None
    copied.subject = "another"
    copied.save()
    return int(copied.pk)
