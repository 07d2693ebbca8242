"""How bundles under way are told on a page: the course like a parcel's, words after a move."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from yishang.contexts.bundles import queries, rules

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact

DONE = {
    "open": "已交件。1 个工作日内告诉您各部门是否受理；要补材料的合在一起只说一次。",
    "supply_papers": "材料已交，相关部门会再看一遍。",
    "withdraw_package": "已撤回还没有办结的部分。",
    "assign_helper": "已安排帮办，企业会收到消息。",
    "hand_over": "结果已一次交付，回执已编号。",
    "rate_package": "谢谢您的评价。",
    "accept_part": "已受理。",
    "note_correction": "意见已记下，和其他部门的一起告知企业。",
    "grant_part": "已准予。",
    "refuse_part": "已作出不予许可的决定，理由会告知企业。",
}
RISKY = frozenset({"refuse_part", "withdraw_package"})
FIRST = ("supply_papers", "hand_over", "accept_part", "grant_part", "rate_package", "assign_helper")
LABELS = {
    f"{workflow.kind}.{move.fact}": move.label for workflow in (rules.PACKAGE, rules.PART) for move in workflow.moves
} | {f"{rules.PACKAGE_KIND}.opened": "交件", f"{rules.PART_KIND}.opened": "分到部门"}
TONES = {"granted": "green", "finished": "green", "handed_over": "green", "refused": "red", "failed": "red",
         "asked": "amber", "correction_noted": "amber", "dropped": "amber", "finished_partly": "amber"}  # fmt: skip


def course(facts: "Iterable[Fact]", departments: dict[str, str]) -> list[dict[str, Any]]:
    """The lines of the timeline; `departments` are numbers of parts → whose they are."""
    return [
        {
            "title": f"{departments[fact.subject]}：{_label(fact)}" if fact.subject in departments else _label(fact),
            "at": fact.at,
            "meta": f"{fact.unit_name} {fact.actor_name}".strip(),
            "body": " ".join(str(fact.data[name]) for name in ("papers", "document", "note") if fact.data.get(name)),
            "tone": TONES.get(fact.verb.rpartition(".")[2], ""),
        }
        for fact in facts
    ]


def course_of(found: queries.Detail) -> list[dict[str, Any]]:
    """The course of a whole matter, the latest first."""
    return course(found.facts, {line.part.case.number: line.part.department for line in found.parts})


def _label(fact: "Fact") -> str:
    return LABELS.get(fact.verb, fact.verb)
