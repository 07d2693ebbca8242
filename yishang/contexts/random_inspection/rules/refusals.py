"""How inspections say no."""

from yishang.kernel.context import Refusal


class NotYours(Refusal):
    """The post does not keep this part of inspections."""

    status = 403


class NothingThere(Refusal):
    """There is no such item, person, object, plan or task for this person; which of the two is not told."""

    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(f"没有找到{what}。", next_step="请核对编号，或回到列表查找。")


class OwnDraft(Refusal):
    """Whoever drafted something does not also approve it (handbook 0A.6: 拟稿≠审核)."""

    status = 403

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}由您拟稿，不能由您本人审核。", next_step="请同一部门的另一位同事审核。")


class OutsideTheList(Refusal):
    """The item is not on the list in force: 清单外不得抽查 (国发〔2019〕5号)."""

    status = 422

    def __init__(self, codes: str) -> None:
        super().__init__(f"{codes} 不在现行抽查事项清单内，不得抽查。", next_step="请先把事项列入清单并公示。")


class PoolEmpty(Refusal):
    """Nobody is left to draw from."""

    def __init__(self, why: str) -> None:
        super().__init__(f"候选名单是空的，不能抽取：{why}。", next_step="请放宽定向条件，或等下一年度再抽。")


class TakeTooMany(Refusal):
    """More are asked for than there are candidates, or than a general item's ceiling allows."""

    status = 422


class EverybodyRecused(Refusal):
    """Nobody who may inspect these companies is left."""

    def __init__(self, units: str) -> None:
        super().__init__(
            f"{units}没有可派的人员：证件过期、离岗、未培训或全部回避。",
            next_step="请补充人员、办理换证，或跨区借调后再抽。每组不得少于 2 人。",
        )


class CertificateExpired(Refusal):
    """Somebody would be sent whose certificate does not hold on that day."""

    def __init__(self, name: str, until: str) -> None:
        super().__init__(f"{name}的执法证 {until} 已过期，不能派出。", next_step="请换派持有效证件的人员。")


class TeamTooSmall(Refusal):
    """A team of one is never sent (行政处罚法 第四十二条)."""

    def __init__(self, many: int) -> None:
        super().__init__(f"有 {many} 户凑不齐两名检查人员。", next_step="请跨区借调人员，或缩短批次；不得降为 1 人。")


class NobodyByLot(Refusal):
    """The draw's own order has nobody left who may go there."""

    def __init__(self, many: int) -> None:
        super().__init__(
            f"有 {many} 户按抽签次序已没有可派的人员。",
            next_step="请填写接替人员的编号并写明理由（会公开），或先补充人员、移入下一批；不得减少人数。",
        )


class NotDrawnYet(Refusal):
    """The lot has not fallen."""


class NoReasonToRepeat(Refusal):
    """A draw is repeated for a faulty list or a failed system only (handbook 2.3)."""

    status = 422

    def __init__(self) -> None:
        super().__init__("只有名单错误、系统故障才能重抽。", next_step="请选择原因并写明经过。")
