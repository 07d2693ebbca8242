"""A version's way: 草稿 → 审核中 → 待发布 → 已发布 → 已停用, and who may take which step."""

from datetime import date
from typing import Any

from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import OFFICES, SYSTEM_ACTOR, Actor, Role

DRAFT, IN_REVIEW, REVIEWED, PUBLISHED, RETIRED = "DRAFT", "IN_REVIEW", "REVIEWED", "PUBLISHED", "RETIRED"
STATES = {DRAFT: "草稿", IN_REVIEW: "审核中", REVIEWED: "待发布", PUBLISHED: "已发布", RETIRED: "已停用"}
WRITERS = frozenset({Role.DEP, *OFFICES})
OPEN = frozenset({DRAFT, IN_REVIEW, REVIEWED})
LASTING = frozenset({PUBLISHED, RETIRED})
FROM = {
    "edit": DRAFT,
    "submit": DRAFT,
    "review": IN_REVIEW,
    "return": IN_REVIEW,
    "publish": REVIEWED,
    "retire": PUBLISHED,
}
REASON_LONGEST = 200
STEPS = {"edit": "修改", "submit": "送审", "review": "审核", "return": "退回", "publish": "发布", "retire": "停用"}


class ItemNotFound(Refusal):
    """No such item or version, as far as the person may see."""

    status = 404


class ItemNotYours(Refusal):
    """The post does not take this step."""

    status = 403


class ItemNotOpen(Refusal):
    """The version is not in the state from which this step goes on."""


class OwnDraft(Refusal):
    """Whoever wrote a version does not review it."""

    status = 403


class DraftChanged(Refusal):
    """Somebody else has saved this draft meanwhile."""


class DraftExists(Refusal):
    """The item has an open draft already; a second one would contradict it."""


class DayNotAfter(Refusal):
    """A version begins after the one that it follows, and not in the past."""

    status = 422


def check_writer(actor: Actor) -> None:
    """Raise ItemNotYours unless the post writes items."""
    if actor != SYSTEM_ACTOR and actor.role not in WRITERS:
        raise ItemNotYours("事项由承办部门和营商办编制。", next_step="请联系市营商办。")


def check_office(actor: Actor) -> None:
    """Raise ItemNotYours unless the post publishes and retires: the offices (审批局统一发布, handbook 4)."""
    if actor != SYSTEM_ACTOR and actor.role not in OFFICES:
        raise ItemNotYours("事项由营商办统一审核、发布和停用。", next_step="请联系营商办。")


def check_county(actor: Actor, *, item_county: str) -> None:
    """Raise ItemNotYours when a county's office would decide about another's item, or about the city's text."""
    if actor.role == Role.CBO and item_county != actor.region_code:
        raise ItemNotYours(
            "市级文本由市营商办审核、发布和停用。", next_step="本县区要有不同，请在事项页上申请县区差异。"
        )


def check_step(step: str, *, state: str) -> None:
    """Raise ItemNotOpen when the step does not go on from the state."""
    if state != FROM[step]:
        raise ItemNotOpen(f"这一版现在是“{STATES[state]}”，不能{STEPS[step]}。", next_step="请刷新页面，看最新的状态。")


def check_reviewer(actor: Actor, *, drafted_by_id: int | None) -> None:
    """Raise ItemNotYours, OwnDraft unless the actor may review what that person wrote."""
    check_office(actor)
    if actor.id is not None and actor.id == drafted_by_id:
        raise OwnDraft("自己编制的事项不能自己审核。", next_step="请交另一位同事审核。")


def check_edition(given: int | None, *, kept: int, by: str) -> None:
    """Raise DraftChanged when the draft was saved after the person had opened it."""
    if given is not None and given != kept:
        raise DraftChanged(
            f"{by}刚刚改过这份草稿，您看到的不是最新内容。",
            next_step="请先另存您写的内容，刷新后再改。",
            extra={"edition": kept},
        )


def check_day(effective_from: date, *, today: date, after: date | None) -> None:
    """Raise DayNotAfter when a version would begin in the past, or not after the one before it."""
    if effective_from < today:
        raise DayNotAfter("生效日期不能早于今天。", next_step="请改为今天或以后的日期。")
    if after is not None and effective_from <= after:
        raise DayNotAfter(f"上一版从 {after} 起生效，新版须晚于那天。", next_step="请改为以后的日期。")


def whose(actor: Actor) -> dict[str, Any]:
    """What a new item keeps of whose it is: the county's own when somebody of a county writes it."""
    county = actor.region_code if actor.region_level == "COUNTY" else ""
    return {"city_id": actor.city_code or None, "county_id": county or None, "unit_id": actor.unit_id}


def stated(reason: str, *, field: str = "reason") -> str:
    """A reason without the blanks around it. Raises InvalidInput when there is none, or too much."""
    if not 0 < len(reason.strip()) <= REASON_LONGEST:
        raise InvalidInput({field: f"请写明原因，最多 {REASON_LONGEST} 个字。"})
    return reason.strip()
