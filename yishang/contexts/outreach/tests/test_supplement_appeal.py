import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.evidence.models import Picture


@pytest.mark.parametrize("stage", ["triaged", "dispatched", "accepted", "handling"])
@pytest.mark.parametrize("person", ["li_min", "zhou_lian"])
def test_material_can_be_added_until_it_is_closed(
    town: Town, do: Do, advance: Advance, stage: str, person: str
) -> None:
    before = advance(stage).case.state
    appeal = do(getattr(town, person), "supplement_appeal", note="变压器容量 800kVA。")
    assert appeal.case.state == before
    assert facts(appeal.case.number)[-1] == "supplemented"


def test_pictures_are_seen_by_both_sides(town: Town, do: Do, advance: Advance) -> None:
    number = advance("accepted").case.number
    picture = Picture.objects.create(
        uploaded_by_id=town.li_min.id, sha256="0" * 64, width=1, height=1, size=1, at=MONDAY
    )
    do(town.li_min, "supplement_appeal", note="见照片。", images=[picture.pk])
    for person in (town.li_min, town.wang_gong, town.chen_jing):
        assert queries.detail(person, number, now=MONDAY).timeline[-1].pictures == [picture]


def test_adding_material_moves_no_deadline(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    appeal = do(town.li_min, "supplement_appeal", note="变压器容量 800kVA。", at=december(12))
    assert due_of(appeal.case.number, "handle") == "12-23 17:00"


@pytest.mark.parametrize("person", ["sun_hao", "zhao_lei", "liu_gong", "xi_tong"])
def test_another_company_does_not_see_it(town: Town, do: Do, person: str) -> None:
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "supplement_appeal", note="补充。")


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping", "du_cha"])
def test_offices_do_not_speak_for_the_company(town: Town, do: Do, person: str) -> None:
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "supplement_appeal", note="补充。")


def test_what_is_closed_is_rated_not_supplemented(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    with pytest.raises(MoveNotOpen):
        do(town.li_min, "supplement_appeal", note="补充。")


@pytest.mark.parametrize(("field", "values"), [("note", {"note": ""}), ("images", {"note": "见图", "images": [{}]})])
def test_material_says_something(town: Town, do: Do, field: str, values: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        do(town.li_min, "supplement_appeal", **values)
    assert list(refusal.value.fields) == [field]
