"""Pushes and their receipts: how many should, did, have read; and who has not."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from yishang.contexts.policies.models import Policy, PolicyPush, PushReceipt
from yishang.contexts.policies.queries.policies import in_force_on, policy_not_found, visible_policies
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import OFFICES, Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.measures.rules import Figure

RECEIPT_HEAPS = {
    "all": "应推送",
    "delivered": "已送达",
    "undelivered": "没有送达",
    "read": "已读",
    "unread": "送达未读",
}
CONDITIONS = {
    "all": Q(),
    "delivered": Q(delivered_at__isnull=False),
    "undelivered": Q(delivered_at=None),
    "read": Q(read_at__isnull=False),
    "unread": Q(delivered_at__isnull=False, read_at=None),
}
CITY_READERS = (Role.MBO, Role.VML, Role.MON)


@dataclass(frozen=True)
class Progress:
    """How far a push has come, as the actor may see it: counts of subjects."""

    should: int
    delivered: int
    read: int
    projects: int
    enterprises: int

    def figures(self, *, as_of: datetime, url: str = "") -> list[Figure]:
        """送达率 and 阅读率 (handbook 1.8), each with both sides."""
        return [
            Figure("policy_delivery", "送达率", self.delivered, self.should, as_of, f"{url}?heap=undelivered"),
            Figure("policy_reading", "阅读率", self.read, self.delivered, as_of, f"{url}?heap=unread"),
        ]


def visible_pushes(actor: Actor) -> "QuerySet[PolicyPush]":
    """The pushes of the actor's city; for a county's office the city's and its own."""
    if actor.role == "SYSTEM":
        return PolicyPush.objects.all()
    if actor.role in CITY_READERS:
        return PolicyPush.objects.filter(city_id=actor.city_code)
    if actor.role == Role.CBO:
        return PolicyPush.objects.filter(city_id=actor.city_code, region_id__in=[actor.city_code, actor.region_code])
    return PolicyPush.objects.none()


def push(actor: Actor, number: str) -> PolicyPush:
    """One push with its documents. Raises PolicyNotFound."""
    found = visible_pushes(actor).prefetch_related("documents__aspect").filter(number=number).first()
    if found is None:
        raise policy_not_found(number)
    return found


def receipts_of(found: PolicyPush, actor: Actor, *, heap: str = "all", q: str = "") -> "QuerySet[PushReceipt]":
    """The receipts of a push that the actor may see, of one heap. Raises InvalidInput."""
    if heap not in RECEIPT_HEAPS:
        raise InvalidInput({"heap": f"没有“{heap}”这个选项。"})
    rows = _within(PushReceipt.objects.filter(push=found), actor).filter(CONDITIONS[heap])
    words = q.strip()
    rows = rows.filter(Q(subject__name__icontains=words) | Q(entity__uscc=words.upper())) if words else rows
    return rows.select_related("subject", "entity")


def progress_of(found: PolicyPush, actor: Actor) -> Progress:
    """The counts of a push in one statement."""
    return Progress(**_within(PushReceipt.objects.filter(push=found), actor).aggregate(**_COUNTS))


def progress_of_all(actor: Actor, rows: list[PolicyPush]) -> dict[int, Progress]:
    """The counts of several pushes (of one page of a list) in one statement."""
    counted = _within(PushReceipt.objects.filter(push__in=rows), actor).order_by().values("push_id")
    counts = counted.annotate(**_COUNTS).values_list("push_id", *_COUNTS)
    known = {push_id: Progress(*numbers) for push_id, *numbers in counts}
    return {one.pk: known.get(one.pk, Progress(0, 0, 0, 0, 0)) for one in rows}


def total_progress(actor: Actor) -> Progress:
    """All pushes of the actor together; a subject counts once for each push."""
    rows = _within(PushReceipt.objects.filter(push__in=visible_pushes(actor)), actor)
    return Progress(**rows.aggregate(**_COUNTS))


def pushable(actor: Actor, *, on: date, q: str = "") -> "QuerySet[Policy]":
    """What the actor could push today, by aspect."""
    rows = (
        visible_policies(actor).filter(in_force_on(on)) if actor.role in (*OFFICES, "SYSTEM") else Policy.objects.none()
    )
    words = q.strip()
    rows = rows.filter(Q(title__icontains=words) | Q(doc_no__icontains=words)) if words else rows
    return rows.order_by("aspect_id", "-issue_date", "-pk")


def received_pushes(actor: Actor) -> "QuerySet[PushReceipt]":
    """What was sent to the actor's companies, with push and documents; unread ones have no `read_at`."""
    documents = Prefetch("push__documents", Policy.objects.select_related("aspect").order_by("aspect_id", "pk"))
    rows = PushReceipt.objects.filter(entity_id__in=actor.entity_ids)
    return rows.select_related("push", "subject").prefetch_related(documents)


def received_push(actor: Actor, number: str) -> PushReceipt:
    """One push as it came to the actor's company. Raises PolicyNotFound."""
    found = received_pushes(actor).filter(push__number=number).order_by("pk").first()
    if found is None:
        raise policy_not_found(number)
    return found


def receipt_row(one: PushReceipt) -> dict[str, Any]:
    """A receipt as a row shows it."""
    return {
        "name": one.subject.name,
        "type": one.subject.get_subject_type_display(),
        "company": one.entity.name,
        "uscc": one.entity.uscc,
        "is_demo": one.entity.is_demo,
        "county": geo.short_name_of(one.region_id),
        "delivered_at": one.delivered_at,
        "delivered_by": one.delivered_by,
        "read_at": one.read_at,
        "read_by": one.read_by_name,
    }


def _within(rows: "QuerySet[PushReceipt]", actor: Actor) -> "QuerySet[PushReceipt]":
    if actor.role == Role.CBO:
        return rows.filter(region_id__in=geo.descendants(actor.region_code))
    return rows if actor.role in (*CITY_READERS, "SYSTEM") else rows.none()


_COUNTS = {
    "should": Count("pk"),
    "delivered": Count("pk", filter=CONDITIONS["delivered"]),
    "read": Count("pk", filter=CONDITIONS["read"]),
    "projects": Count("pk", filter=Q(subject__subject_type="KEY_PROJECT")),
    "enterprises": Count("pk", filter=Q(subject__subject_type="ABOVE_SCALE_ENT")),
}
