"""A policy is drafted, changed, published and withdrawn by its office, and by nobody else."""

from datetime import date
from io import BytesIO

import pytest

from yishang.contexts.policies import queries, rules, services
from yishang.contexts.policies.tests.conftest import MONDAY, Publish, Town, entry
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.journal import queries as journal

EVERYBODY = rules.Audience()


def test_a_draft_is_published_and_withdrawn_and_each_step_leaves_a_fact(town: Town) -> None:
    drafted = services.draft_policy(actor=town.yang_ping, entry=entry(), audience=EVERYBODY, at=MONDAY)
    assert drafted.number == "ZC-610400-20200309-0001"
    services.publish_policy(actor=town.yang_ping, number=drafted.number, at=MONDAY)
    services.withdraw_policy(actor=town.yang_ping, number=drafted.number, reason="已有新的规定。", at=MONDAY)
    facts = [fact.verb for fact in journal.timeline(drafted.number, include_internal=True)]
    assert facts == ["policies.policy.drafted", "policies.policy.published", "policies.policy.withdrawn"]


def test_nobody_but_its_writers_sees_a_draft(town: Town) -> None:
    drafted = services.draft_policy(actor=town.yang_ping, entry=entry(), audience=EVERYBODY, at=MONDAY)
    for other in (town.chen_jing, town.du_cha, town.li_min, town.liu_gong):
        with pytest.raises(rules.PolicyNotFound):
            queries.policy(other, drafted.number)


def test_a_county_writes_for_itself_and_its_neighbour_does_not_see_it(town: Town, publish: Publish) -> None:
    own = publish(actor=town.chen_jing, doc_no="秦政发〔2020〕演示1号")
    assert own.region_id == "610402"
    assert queries.policy(town.li_min, own.number) == own
    with pytest.raises(rules.PolicyNotFound):
        queries.policy(town.zhao_lei, own.number)


def test_a_county_does_not_withdraw_what_the_city_published(town: Town, publish: Publish) -> None:
    with pytest.raises(rules.WritingNotYours):
        services.withdraw_policy(actor=town.chen_jing, number=publish().number, reason="不适用。", at=MONDAY)


@pytest.mark.parametrize("who", ["liu_gong", "du_cha", "li_min"])
def test_others_write_nothing(town: Town, who: str) -> None:
    with pytest.raises(rules.WritingNotYours):
        services.draft_policy(actor=getattr(town, who), entry=entry(), audience=EVERYBODY, at=MONDAY)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": " "}),
        ("doc_no", {"doc_no": "文" * 61}),
        ("issue_date", {"issue_date": date(2020, 3, 10)}),
        ("valid_to", {"valid_to": date(2020, 1, 1)}),
        ("aspect", {"aspect": "99"}),
        ("source_url", {"source_url": "javascript:alert(1)"}),
        ("tags", {"tags": ("标",) * 11}),
        ("text", {"text": "有空字符\x00"}),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(town: Town, field: str, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.draft_policy(actor=town.yang_ping, entry=entry(**changes), audience=EVERYBODY, at=MONDAY)
    assert list(refused.value.fields) == [field]


def test_a_rule_with_an_unknown_code_is_refused(town: Town) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.draft_policy(
            actor=town.yang_ping, entry=entry(), audience=rules.Audience(industries=("99",)), at=MONDAY
        )
    assert list(refused.value.fields) == ["industries"]


def test_what_was_published_is_not_edited_and_a_draft_without_aspect_not_published(
    town: Town, publish: Publish
) -> None:
    with pytest.raises(rules.PolicyNotOpen):
        services.edit_policy(
            actor=town.yang_ping, number=publish().number, entry=entry(), audience=EVERYBODY, at=MONDAY
        )
    bare = services.draft_policy(
        actor=town.yang_ping, entry=entry(aspect="", title="没有方面"), audience=EVERYBODY, at=MONDAY
    )
    with pytest.raises(rules.PolicyNotOpen):
        services.publish_policy(actor=town.yang_ping, number=bare.number, at=MONDAY)


def test_the_same_document_is_not_kept_twice(town: Town, publish: Publish) -> None:
    publish()
    with pytest.raises(InvalidInput):
        publish()


def test_who_saw_an_older_draft_is_told(town: Town) -> None:
    drafted = services.draft_policy(actor=town.yang_ping, entry=entry(), audience=EVERYBODY, at=MONDAY)
    services.edit_policy(
        actor=town.yang_ping, number=drafted.number, entry=entry(text="改过。"), audience=EVERYBODY, at=MONDAY
    )
    with pytest.raises(rules.PolicyNotOpen):
        services.publish_policy(actor=town.yang_ping, number=drafted.number, at=MONDAY, version=1)


def test_a_file_is_judged_by_its_content(town: Town, settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    drafted = services.draft_policy(actor=town.yang_ping, entry=entry(), audience=EVERYBODY, at=MONDAY)
    kept = services.attach_file(
        actor=town.yang_ping, number=drafted.number, upload=BytesIO(b"%PDF-1.7 ..."), name="通知.pdf", at=MONDAY
    )
    assert kept.file_name == "通知.pdf"
    for content, name in ((b"MZ\x90\x00", "通知.pdf"), (b"", "空.pdf"), (b"PK\x03\x04", "宏.xlsm")):
        with pytest.raises(rules.AttachmentUnfit):
            services.attach_file(
                actor=town.yang_ping, number=drafted.number, upload=BytesIO(content), name=name, at=MONDAY
            )


def test_the_public_reads_what_is_in_force_and_nothing_else(town: Town, publish: Publish) -> None:
    shown = publish()
    publish(title="已失效的通知", valid_to=date(2020, 3, 9))
    assert [one.number for one in queries.public_policies(on=date(2020, 3, 10))] == [shown.number]
    stranger = Actor(id=None, name="路人", role=Role.ENT)
    assert not queries.visible_policies(stranger).exists()
