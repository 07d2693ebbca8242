"""The words of 社会共治: fields of supervision, and what the process declines."""

from yishang.kernel.context import Refusal

FIELDS = {  # 种: 食品安全、餐饮服务、特种设备 first (seed 278)
    "01": "食品安全",
    "02": "餐饮服务",
    "03": "特种设备",
    "04": "药品和医疗器械",
    "05": "价格和计量",
    "06": "广告和网络交易",
    "99": "其他",
}
UNIT_WORDS = ("市场监督管理", "市场监管")  # whom these fields belong to; where a city has none, its own office answers
SMALL = 5  # fewer are told as 少于5, so that nobody is found among them
PROPOSALS_PER_DAY = 3  # of one telephone [设]
PROPOSALS_PER_CLIENT = 10  # an hour, of one address [设]
REPORTS_PER_CLIENT = 10
RECEIPTS_PER_CLIENT = 30
LOOKUPS_PER_CLIENT = 60
VOTES_PER_CLIENT = 120  # a workplace has one address and many people
PROOF_LASTS_MINUTES = 30


class NotFound(Refusal):
    """There is no such topic, report, body or business for this person; one answer for all of it."""

    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(f"没有找到{what}。", next_step="请核对后再查，或回到列表查找。")


class OwnApproval(Refusal):
    """Who wrote it does not approve it (handbook 0A.6: 拟稿≠审核)."""

    status = 403

    def __init__(self, what: str) -> None:
        super().__init__(f"这份{what}是您拟的，不能自己复核。", next_step="请本单位另一位同事复核。")


class NotCollecting(Refusal):
    """The topic takes no votes: not yet, or no longer."""


class AlreadyVoted(Refusal):
    """This telephone has voted for the topic (一机一题一票)."""


class NamesOneCompany(Refusal):
    """A topic is about a kind of thing; what is about one company is a report (handbook 2.7)."""

    status = 422


class WrongNature(Refusal):
    """The step belongs to reports, or to complaints, and this is the other."""


class AlreadyTransferred(Refusal):
    """Misrouted matters go on to another unit once."""


class AlreadyExtended(Refusal):
    """The limit of a report is extended once."""


class ReceiptUnknown(Refusal):
    """No report bears this receipt code."""

    status = 404

    def __init__(self) -> None:
        super().__init__("没有这个回执码。", next_step="请逐字核对：16 位，没有字母 I、L、O、U。")


class IdentitySealed(Refusal):
    """Who reported stays closed: not granted, not to this person, or no longer."""

    status = 403


class NobodyToProtect(Refusal):
    """The report came without a name; there is nothing to open."""


def told_count(count: int) -> str:
    """A number of reports as outsiders read it: small ones are not told exactly."""
    return str(count) if count == 0 or count >= SMALL else f"少于{SMALL}"
