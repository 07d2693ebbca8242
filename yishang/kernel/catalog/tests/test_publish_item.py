"""From draft to retired: who may, in which order, and what stays as it was."""

from datetime import date

import pytest

from yishang.kernel.catalog import queries, rules, services
from yishang.kernel.catalog.models import ItemVersion
from yishang.kernel.catalog.tests.conftest import SEAL, STAMPS, december, stamps
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import queries as journal

MONDAY, JANUARY = date(2019, 12, 9), date(2020, 1, 1)


@pytest.fixture
def drafted(wang_gong: Actor) -> ItemVersion:
    return services.draft_item(actor=wang_gong, code=SEAL, elements=STAMPS, at=december(9))


@pytest.fixture
def published(drafted: ItemVersion, wang_gong: Actor, yang_ping: Actor) -> ItemVersion:
    return bring_out(wang_gong, yang_ping, MONDAY)


def bring_out(writer: Actor, office: Actor, day: date) -> ItemVersion:
    services.submit_item(actor=writer, code=SEAL, at=december(9))
    services.review_item(actor=office, code=SEAL, at=december(9))
    return services.publish_item(actor=office, code=SEAL, effective_from=day, at=december(9))


def test_an_item_goes_its_way_and_every_step_is_a_fact(published: ItemVersion) -> None:
    assert queries.item_in_force(SEAL, on=MONDAY) == published
    verbs = [fact.verb.rpartition(".")[2] for fact in journal.timeline(f"item:{SEAL}", include_internal=True)]
    assert verbs == ["drafted", "submitted", "reviewed", "published"]


@pytest.mark.usefixtures("published")
def test_a_new_version_begins_where_the_old_one_ends_and_running_matters_keep_theirs(
    published: ItemVersion, wang_gong: Actor, yang_ping: Actor
) -> None:
    services.draft_item(
        actor=wang_gong, code=SEAL, elements=stamps(promised=0, steps=()), reason="缩短时限", at=december(9)
    )
    bring_out(wang_gong, yang_ping, JANUARY)
    assert queries.item_in_force(SEAL, on=date(2019, 12, 31)).elements.promised == 1
    assert queries.item_in_force(SEAL, on=JANUARY).elements.promised == 0
    assert queries.version(published.pk).elements.promised == 1
    assert [one.number for one in queries.history(SEAL)] == [2, 1]


@pytest.mark.usefixtures("published")
def test_a_retired_item_holds_until_its_day(yang_ping: Actor, published: ItemVersion) -> None:
    services.retire_item(actor=yang_ping, code=SEAL, on=JANUARY, reason="事项取消", at=december(9))
    assert queries.item_in_force(SEAL, on=date(2019, 12, 31)) == published
    with pytest.raises(rules.ItemNotFound):
        queries.item_in_force(SEAL, on=JANUARY)
    assert queries.version(published.pk)


@pytest.mark.usefixtures("drafted")
def test_the_second_of_two_editors_is_told_and_loses_nothing(wang_gong: Actor) -> None:
    services.edit_item(actor=wang_gong, code=SEAL, elements=stamps(promised=2), edition=1, at=december(9))
    with pytest.raises(rules.DraftChanged) as told:
        services.edit_item(actor=wang_gong, code=SEAL, elements=stamps(promised=3), edition=1, at=december(9))
    assert "王工" in told.value.message
    assert told.value.extra == {"edition": 2}
    assert queries.drafts(wang_gong).get().elements.promised == 2


@pytest.mark.usefixtures("drafted")
def test_an_item_has_one_draft_at_a_time(yang_ping: Actor) -> None:
    with pytest.raises(rules.DraftExists):
        services.draft_item(actor=yang_ping, code=SEAL, elements=STAMPS, reason="重写", at=december(9))


@pytest.mark.usefixtures("xianyang")
def test_nobody_reviews_what_he_wrote(yang_ping: Actor) -> None:
    services.draft_item(actor=yang_ping, code=SEAL, elements=STAMPS, at=december(9))
    services.submit_item(actor=yang_ping, code=SEAL, at=december(9))
    with pytest.raises(rules.OwnDraft):
        services.review_item(actor=yang_ping, code=SEAL, at=december(9))


@pytest.mark.usefixtures("drafted")
def test_steps_in_another_order_are_refused(wang_gong: Actor, yang_ping: Actor) -> None:
    with pytest.raises(rules.ItemNotOpen):
        services.publish_item(actor=yang_ping, code=SEAL, effective_from=MONDAY, at=december(9))
    services.submit_item(actor=wang_gong, code=SEAL, at=december(9))
    with pytest.raises(rules.ItemNotOpen):
        services.edit_item(actor=wang_gong, code=SEAL, elements=STAMPS, edition=1, at=december(9))
    services.return_item(actor=yang_ping, code=SEAL, reason="材料写错了", at=december(9))
    assert services.submit_item(actor=wang_gong, code=SEAL, at=december(9)).state == rules.IN_REVIEW


@pytest.mark.usefixtures("drafted")
def test_other_people_do_not_see_a_draft_and_write_none(liu_gong: Actor, li_min: Actor) -> None:
    assert not queries.drafts(liu_gong)
    assert not queries.drafts(li_min)
    with pytest.raises(rules.ItemNotFound):
        services.submit_item(actor=liu_gong, code=SEAL, at=december(9))
    with pytest.raises(rules.ItemNotYours):
        services.draft_item(actor=li_min, code="612001002000", elements=STAMPS, at=december(9))


@pytest.mark.usefixtures("published")
def test_a_unit_neither_publishes_nor_retires(wang_gong: Actor) -> None:
    with pytest.raises(rules.ItemNotYours):
        services.retire_item(actor=wang_gong, code=SEAL, on=JANUARY, reason="取消", at=december(9))


def test_a_promise_longer_than_the_law_is_not_handed_in(wang_gong: Actor) -> None:
    services.draft_item(actor=wang_gong, code=SEAL, elements=stamps(promised=7), at=december(9))
    with pytest.raises(InvalidInput) as told:
        services.submit_item(actor=wang_gong, code=SEAL, at=december(9))
    assert "长于法定时限 3 个工作日" in told.value.fields["promised"]


@pytest.mark.usefixtures("published")
def test_a_version_needs_a_reason_and_a_day_to_come(wang_gong: Actor, yang_ping: Actor) -> None:
    with pytest.raises(InvalidInput):
        services.draft_item(actor=wang_gong, code=SEAL, elements=STAMPS, at=december(9))
    services.draft_item(actor=wang_gong, code=SEAL, elements=STAMPS, reason="改", at=december(9))
    for day in (date(2019, 12, 8), MONDAY):
        with pytest.raises(rules.DayNotAfter):
            bring_out_again(wang_gong, yang_ping, day)


def bring_out_again(writer: Actor, office: Actor, day: date) -> None:
    draft = queries.drafts(writer).get()
    if draft.state == rules.DRAFT:
        services.submit_item(actor=writer, code=SEAL, at=december(9))
        services.review_item(actor=office, code=SEAL, at=december(9))
    services.publish_item(actor=office, code=SEAL, effective_from=day, at=december(9))


def test_one_material_id_means_one_paper(wang_gong: Actor, yang_ping: Actor) -> None:
    paper = rules.Material("营业执照", rules.Source.ISSUED, standard="M001")
    other = rules.Material("营业执照副本", rules.Source.ISSUED, standard="M001")
    services.load_items(source="x", items={"612001009000": stamps(materials=(paper,))}, as_of=MONDAY)
    services.draft_item(actor=wang_gong, code=SEAL, elements=stamps(materials=(other,)), at=december(9))
    with pytest.raises(InvalidInput, match="M001"):
        bring_out(wang_gong, yang_ping, MONDAY)


@pytest.mark.django_db
def test_samples_are_loaded_once_and_changed_only_by_a_later_file() -> None:
    bare = {SEAL: stamps(basis="", channels=())}
    assert services.load_items(source="samples", items=bare, as_of=MONDAY) == 1
    assert services.load_items(source="samples", items=bare, as_of=MONDAY) == 0
    changed = {SEAL: stamps(promised=0, steps=(), basis="", channels=())}
    with pytest.raises(rules.DayNotAfter):
        services.load_items(source="samples", items=changed, as_of=MONDAY)
    assert services.load_items(source="samples", items=changed, as_of=JANUARY) == 1
    assert queries.item_in_force(SEAL, on=MONDAY).elements.promised == 1
    assert queries.in_force(JANUARY, codes=[SEAL]).count() == 1


@pytest.mark.usefixtures("published")
def test_many_reviewed_items_are_published_together_or_none(
    wang_gong: Actor, liu_gong: Actor, yang_ping: Actor
) -> None:
    other = "612001002000"
    services.draft_item(
        actor=wang_gong, code=SEAL, elements=stamps(promised=0, steps=()), reason="提速", at=december(9)
    )
    services.draft_item(actor=wang_gong, code=other, elements=STAMPS, at=december(9))
    for code in (SEAL, other):
        services.submit_item(actor=wang_gong, code=code, at=december(9))
    services.review_item(actor=yang_ping, code=SEAL, at=december(9))
    together = {"codes": [SEAL, other], "effective_from": JANUARY, "at": december(9)}
    with pytest.raises(rules.ItemNotYours):
        services.publish_items(actor=liu_gong, **together)
    with pytest.raises(rules.ItemNotOpen):
        services.publish_items(actor=yang_ping, **together)
    assert queries.item_in_force(SEAL, on=JANUARY).number == 1
    services.review_item(actor=yang_ping, code=other, at=december(9))
    assert services.publish_items(actor=yang_ping, **together) == 2
    assert queries.item_in_force(SEAL, on=date(2019, 12, 31)).number == 1
    assert [queries.item_in_force(code, on=JANUARY).number for code in (SEAL, other)] == [2, 1]
    last = journal.timeline(f"item:{SEAL}", include_internal=True)[-1]
    assert (last.verb, last.data["changed"]) == ("catalog.item.published", ["承诺时限", "办理环节"])
