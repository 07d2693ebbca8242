"""一网通管: the platforms with which inspections speak, chosen by settings, each with one that stands in."""

from yishang.contexts.random_inspection.gateways import credit_platform, hotline, onestop
from yishang.kernel.exchange.gateways import Wire

CHANNELS = {
    onestop.CHANNEL: onestop.TITLE,
    hotline.CHANNEL: hotline.TITLE,
    credit_platform.CHANNEL: credit_platform.TITLE,
}
KINDS = {
    onestop.RESULTS: "许可结果",
    hotline.ASKED: "检查线索",
    hotline.STATUS: "线索办理情况",
    credit_platform.RESULT: "抽查检查结果",
    credit_platform.GRADES: "信用风险分类",
}


def connected() -> dict[str, Wire]:
    """The wires that this installation is set to, by channel."""
    found = {one.CHANNEL: one.chosen() for one in (onestop, hotline, credit_platform)}
    return {channel: wire for channel, wire in found.items() if wire is not None}
