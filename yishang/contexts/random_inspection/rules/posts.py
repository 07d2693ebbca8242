"""Which post keeps which part of inspections."""

from yishang.contexts.random_inspection.rules.refusals import NotYours
from yishang.kernel.directory.rules import Actor, Role

LEAD_POSTS = frozenset({Role.DRL})
KEEPERS = frozenset({Role.DRL, "SYSTEM"})
PLANNERS = frozenset({Role.DRL, Role.DEP})
READERS = frozenset({Role.DRL, Role.DEP, Role.MON})


def check_keeps(actor: Actor, what: str) -> None:
    """Refuse whoever is not the lead department. Raises NotYours."""
    if actor.role not in KEEPERS:
        raise NotYours(f"{what}由双随机牵头部门维护。", next_step="请联系市场监管局双随机管理岗。")


def check_plans(actor: Actor) -> None:
    """Refuse whoever neither leads nor works in a department. Raises NotYours."""
    if actor.role not in {*PLANNERS, "SYSTEM"}:
        raise NotYours("抽查计划和任务由牵头部门和各参与部门建立。", next_step="请联系本部门双随机管理岗。")


def keeps_unit(actor: Actor, unit_id: int) -> bool:
    """Whether somebody keeps the inspectors of a unit: the lead department all, a department its own."""
    return actor.role in KEEPERS or (actor.role == Role.DEP and actor.unit_id == unit_id)


def check_unit(actor: Actor, unit_id: int) -> None:
    """Raises NotYours unless `keeps_unit`."""
    if not keeps_unit(actor, unit_id):
        raise NotYours("人员由本部门或双随机牵头部门维护。", next_step="请联系人员所在的部门。")
