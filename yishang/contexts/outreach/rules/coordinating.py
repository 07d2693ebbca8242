"""What is solved by more than one unit: the two lines, escalation, co-responsible units (handbook 1.5)."""

from yishang.contexts.outreach.rules.terms import CO_UNITS_FROM_STAR, STAR_OF_ROUTE
from yishang.kernel.context import InvalidInput, Refusal


class LineAlreadyDispatched(Refusal):
    """From line A to line B a matter may go, never back (handbook 1.5 两线)."""


class EscalationNotAllowed(Refusal):
    """Escalation raises a matter; it never lowers it."""


class TasksStillOpen(Refusal):
    """What a meeting asked of units is part of the answer: first the tasks, then the result."""


def check_switch(*, line: str) -> None:
    """Only a matter on line A can be handed to line B: A→B 可转，B→A 不可. Raises LineAlreadyDispatched."""
    if line != "COUNTY":
        raise LineAlreadyDispatched(
            "这件诉求已在 B 线，不能再转线。", next_step="B 线诉求由第一责任单位限时办结；需要协调的，请提级。"
        )


def check_escalation(*, route: str, star: int | None) -> int:
    """The star of the wanted route: 联席会议 ★4, 专题会议 ★5. Raises InvalidInput, EscalationNotAllowed."""
    wanted = STAR_OF_ROUTE.get(route)
    if wanted is None:
        raise InvalidInput({"route": "提级请选联席会议（★4）或专题会议（★5）。"})
    if star is not None and star > wanted:
        raise EscalationNotAllowed(
            f"这件诉求已是 ★{star}，提级不能降低难度。", next_step="请选专题会议；确需降级的，由市营商办办理。"
        )
    return wanted


def extra_half_days(*, wanted: int, given: int) -> int:
    """What is missing to the limit of the higher star (half days); nothing when more was given already."""
    return max(0, wanted - given)


def check_co_units(*, star: int | None, responsible: str, co_units: list[str]) -> None:
    """Co-responsible units are for ★3 and more (handbook 1.5: 主办+协办), and no unit works along with itself.

    Raises InvalidInput.
    """
    if co_units and (star or 0) < CO_UNITS_FROM_STAR:
        raise InvalidInput({"co_units": f"★{CO_UNITS_FROM_STAR} 以上的诉求才设协办单位。"})
    if responsible in co_units:
        raise InvalidInput({"co_units": "第一责任单位不能同时是协办单位。"})


def tasks_still_open(names: list[str]) -> TasksStillOpen:
    """The refusal to close a matter, naming the open tasks."""
    return TasksStillOpen(
        f"会议议定的任务还有 {len(names)} 项没有销号：{'；'.join(names)}。",
        next_step="请先由各单位报告完成、营商办核验销号，再办结。",
    )
