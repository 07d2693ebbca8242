"""Topics as the public and as their department read them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.public_supervision import rules
from yishang.contexts.public_supervision.models import Topic
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible, Move, duties_of
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

HEAPS = {
    "collecting": ("征集中", ("COLLECTING",)),
    "answer": ("待答复", ("COUNTED", "ANSWERING")),
    "adopted": ("已采纳", ("ADOPTED", "RESULTING")),
    "result": ("有结果", ("RESULT",)),
    "declined": ("未采纳", ("DECLINED",)),
    "all": ("全部", rules.SHOWN_TO_ALL),
}
DESK_HEAPS = {
    "waiting": ("待本单位办", ("PROPOSED", "REVIEWED", "COUNTED", "ANSWERING", "ADOPTED", "RESULTING")),
    "review": ("待审核", ("PROPOSED", "REVIEWED")),
    "collecting": ("征集中", ("COLLECTING",)),
    "answer": ("待答复", ("COUNTED", "ANSWERING")),
    "result": ("待公布结果", ("ADOPTED", "RESULTING")),
    "ended": ("已结束", ("RESULT", "DECLINED", "REJECTED", "MERGED")),
    "all": ("全部", tuple(state.code for state in rules.TOPIC.states)),
}


def public_topics(*, heap: str, field: str = "", q: str = "") -> QuerySet[Topic]:
    """What everybody may read, with its votes; the newest first, among those open to votes the most wanted.

    Raises InvalidInput for a heap or field that does not exist.
    """
    if heap not in HEAPS or (field and field not in rules.FIELDS):
        raise InvalidInput({"heap": "没有这个选项。"})
    rows = Topic.objects.filter(case__state__in=HEAPS[heap][1]).select_related("case__unit")
    if field:
        rows = rows.filter(case__category=field)
    for word in q.split():
        rows = rows.filter(Q(case__title__icontains=word) | Q(content__icontains=word))
    rows = rows.annotate(own_votes=Count("votes"))
    if heap == "collecting":
        return rows.order_by(F("own_votes").desc(), "-case_id")
    return rows.order_by("-case_id")


def topic_for_all(number: str) -> Topic:
    """A topic under its number, for everybody; what is not out yet shows no more than its state. Raises NotFound."""
    found = Topic.objects.select_related("case__unit", "case__parent").filter(case__number=number).first()
    if found is None:
        raise rules.NotFound("这个题")
    return found


def is_out(topic: Topic) -> bool:
    """Whether everybody may read its words."""
    return topic.case.state in rules.SHOWN_TO_ALL


def votes_of(topic: Topic) -> int:
    return topic.votes.count()


def merged_into(topic: Topic) -> list[Topic]:
    """The topics that went up in this one, and those that had gone up in them before."""
    found: list[Topic] = []
    into = [topic.pk]
    while into:
        rows = Topic.objects.filter(case__parent_id__in=into, case__state="MERGED").select_related("case")
        here = list(rows.order_by("pk"))
        found, into = found + here, [one.pk for one in here]
    return found


def collecting_topic(number: str, *, unit_id: int | None) -> Topic | None:
    """A unit's topic that is open to votes, locked."""
    rows = Topic.objects.select_for_update(of=("self",)).select_related("case")
    return rows.filter(case__number=number, case__state="COLLECTING", case__unit_id=unit_id or 0).first()


def adopted_topic(number: str) -> Topic | None:
    return Topic.objects.filter(case__number=number, case__state__in=rules.ADOPTED_STATES).first()


def collections_over(*, at: datetime) -> list[str]:
    """The numbers of the topics whose collection has ended and that nobody has counted."""
    rows = Topic.objects.filter(case__state="COLLECTING", collects_until__lt=at)
    return list(rows.order_by("case_id").values_list("case__number", flat=True))


def answering_unit(city: str) -> int | None:
    """Whose these matters are: the city's market supervision, else its business-environment office."""
    rows = directory.units().filter(region_id=city).order_by("code")
    words = Q()
    for word in rules.UNIT_WORDS:
        words |= Q(name__contains=word)
    found = rows.filter(words).first() or rows.filter(org_type="OFFICE").first()
    return found.pk if found else None


def unit_words(unit_id: int | None) -> dict[str, str]:
    """A unit in a fact: code and name."""
    found = directory.unit_of_id(unit_id)
    return {"unit": found.code, "unit_name": found.short_name} if found else {"unit": "", "unit_name": ""}


def desk_topics(actor: Actor, *, heap: str, q: str = "", now: datetime) -> "QuerySet[Case]":
    """The topics that the actor may see at the desk. Raises InvalidInput for a heap that does not exist."""
    if heap not in DESK_HEAPS:
        raise InvalidInput({"heap": f"没有“{heap}”这个选项。"})
    rows = cases.visible_to(actor, kind=rules.TOPIC_KIND, on=localdate(now)).filter(state__in=DESK_HEAPS[heap][1])
    if q:
        rows = rows.filter(Q(number__icontains=q) | Q(title__icontains=q))
    return rows.select_related("unit", "public_topic").order_by("-id")


def desk_topic(actor: Actor, number: str, *, now: datetime) -> tuple["Case", list[Move]]:
    """One of them with the moves that are open to this person. Raises CaseNotVisible."""
    case = cases.visible_one(actor, workflow=rules.TOPIC, number=number, on=localdate(now))
    if case is None:
        raise CaseNotVisible(number)
    return case, [move for move in open_moves(actor, case) if fits(move, case.public_topic, actor)]


def open_moves(actor: Actor, case: Any, workflow: Any = rules.TOPIC) -> list[Move]:
    duties = duties_of(actor, unit_id=case.unit_id)
    return list(workflow.moves_from(case.state, duties))


VERDICT_OF = {"release_topic": rules.LET_OUT, "reject_topic": rules.TURN_AWAY}
KIND_OF = {"adopt_topic": rules.ADOPT, "decline_topic": rules.DECLINE}
OF_SECOND = frozenset(
    {
        "return_topic", "release_topic", "reject_topic", "return_answer", "adopt_topic", "decline_topic",
        "return_result", "publish_result",
    }
)  # fmt: skip


def fits(move: Move, topic: Topic, actor: Actor) -> bool:
    """Whether a move fits what was drafted, and is offered to somebody else than its author."""
    if move.name in OF_SECOND and topic.drafted_by_id == actor.id:
        return False
    kept = {**dict.fromkeys(VERDICT_OF, topic.proposed_verdict), **dict.fromkeys(KIND_OF, topic.answer_kind)}
    return (VERDICT_OF | KIND_OF).get(move.name) in (None, kept.get(move.name))
