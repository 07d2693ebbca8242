"""Pushing policies to whom they are for, and taking note of what arrived and what was read."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.policies import queries, rules
from yishang.contexts.policies.models import Policy, PolicyPush, PushReceipt, Reading
from yishang.contexts.policies.services.writing import refuse_others
from yishang.kernel import statements
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.documents import services as documents
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.notify import queries as messages
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

TITLE_MAX = 60
LOOKED_AFTER = timedelta(days=30)  # text messages have their receipt by then, or never
CHUNK = 500


@transaction.atomic
def push_policies(
    *, actor: Actor, numbers: Sequence[str], title: str, at: datetime, is_demo: bool = False
) -> PolicyPush:
    """Send policies, as one package, to every subject of the actor's region that one of them is for.

    The subjects are frozen now, each counting once; telling them follows after commit (handlers). Raises
    WritingNotYours, PolicyNotFound, PolicyExpired, NobodyToReach, InvalidInput (title).
    """
    region_code = queries.region_of(actor)
    refuse_others(actor=actor, region_code=region_code)
    policies = _documents(actor, numbers, at)
    if not title.strip() or len(title.strip()) > TITLE_MAX:
        raise InvalidInput({"title": f"请写明这次推送的名称，最多 {TITLE_MAX} 个字。"})
    reach = queries.reach_of(
        [rules.audience_in(one.audience) for one in policies], region_code=region_code, on=localdate(at)
    )
    _refuse_nobody(reach)
    push = PolicyPush.objects.create(
        number=documents.next_number(prefix="TS", region_code=region_code, day=localdate(at)),
        title=title.strip(),
        region_id=region_code,
        city_id=geo.city_of(region_code),
        should=len(reach.subjects),
        pushed_by_id=actor.id,
        pushed_by_name=actor.name,
        issuer=actor.unit_name or "营商办",
        pushed_at=at,
        is_demo=is_demo,
    )
    push.documents.set(policies)
    PushReceipt.objects.bulk_create(
        [
            PushReceipt(push=push, subject=one, entity_id=one.entity_id, region_id=one.region_id)
            for one in reach.subjects
        ],
        batch_size=CHUNK,
    )
    journal.record(
        actor=actor, verb="policies.push.made", subject=push.number, at=at, internal=True, first=True,
        data={"title": push.title, "should": push.should, "documents": [one.number for one in policies]},
    )  # fmt: skip
    return push


@transaction.atomic
def deliver_push(*, push_number: str, at: datetime) -> int:
    """Tell every account of the companies in a push, each company's words once; how many messages are new.

    Repeatable: who was told is not told again. Then what arrived is noted.
    """
    push = PolicyPush.objects.get(number=push_number)
    entities = dict(push.receipts.order_by("pk").values_list("entity_id", "entity__name"))
    accounts = directory.accounts_of_entities(entities, on=localdate(at))
    many = push.documents.count()
    tellings = [
        Telling(
            template="policies_pushed",
            context={"issuer": push.issuer, "enterprise": entities[key], "many": many, "title": push.title},
            account_ids=ids,
            subject=push.number,
            dedup_key=f"{push.number}/{key}",
        )
        for key, ids in accounts.items()
    ]
    told = notify.tell_all(tellings=tellings, at=at)
    PolicyPush.objects.filter(pk=push.pk, told_at=None).update(told_at=at)
    note_arrivals(push=push, at=at)
    return told


@transaction.atomic
def note_arrivals(*, push: PolicyPush, at: datetime) -> int:
    """Note which subjects a push has reached since the last look: the first message that arrived counts; how many."""
    waiting = list(push.receipts.filter(delivered_at=None))
    if not waiting:
        return 0
    arrivals = messages.first_arrivals(push.number)
    accounts = directory.accounts_of_entities({one.entity_id for one in waiting}, on=localdate(at))
    reached = []
    for one in waiting:
        found = [arrivals[key] for key in accounts.get(one.entity_id, ()) if key in arrivals]
        if found:
            one.delivered_at, one.delivered_by = min(found)
            reached.append(one)
    statements.update_all(reached, "delivered_at", "delivered_by")
    return len(reached)


def note_late_arrivals(*, at: datetime) -> int:
    """`note_arrivals` for the pushes of the last thirty days that have not reached everybody yet."""
    open_ones = PolicyPush.objects.filter(
        told_at__isnull=False, pushed_at__gte=at - LOOKED_AFTER, receipts__delivered_at=None
    )
    return sum(note_arrivals(push=one, at=at) for one in open_ones.distinct().order_by("pk"))


@transaction.atomic
def note_reading(*, actor: Actor, policy: Policy, at: datetime) -> int:
    """A company opened a document: its first reading, and the receipt of every push that brought it; how many are new.

    For anybody else nothing is noted: an office that looks is no reader.
    """
    if actor.role != Role.ENT or not actor.entity_ids:
        return 0
    rows = [Reading(policy=policy, entity_id=entity_id, read_at=at) for entity_id in actor.entity_ids]
    Reading.objects.bulk_create(rows, ignore_conflicts=True)
    receipts = PushReceipt.objects.filter(push__documents=policy, entity_id__in=actor.entity_ids, read_at=None)
    keys = list(receipts.values_list("pk", flat=True))
    unread = PushReceipt.objects.filter(pk__in=keys, read_at=None)
    unread.filter(delivered_at=None).update(delivered_at=at, delivered_by="打开")
    return unread.update(read_at=at, read_by_name=actor.name)


def _documents(actor: Actor, numbers: Sequence[str], at: datetime) -> list[Policy]:
    """The policies of these numbers, fit to be pushed today."""
    wanted = list(dict.fromkeys(numbers))
    rows = queries.visible_policies(actor).filter(number__in=wanted[:CHUNK])
    found = {one.number: one for one in rows}
    for number in wanted:
        if number not in found:
            raise queries.policy_not_found(number)
    policies = [found[number] for number in wanted]
    rules.check_push([(one.title, one.state, one.valid_to) for one in policies], on=localdate(at))
    return policies


def _refuse_nobody(reach: queries.Reach) -> None:
    if reach.subjects:
        return
    if not reach.among:
        raise rules.NobodyToReach("主体库里今天没有在库主体，推送不到任何企业。", next_step="请先登记主体库。")
    lacking = f"，另有 {reach.open} 家登记资料不全、无法判断" if reach.open else ""
    raise rules.NobodyToReach(
        f"在库 {reach.among} 家主体中没有一家符合适用对象{lacking}，没有推送。",
        next_step="请放宽适用对象，或补全主体资料后再推送。",
    )
