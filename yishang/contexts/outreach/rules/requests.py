"""What a unit may ask for, and who decides: return and extension (handbook 1.5)."""

from dataclasses import dataclass
from datetime import datetime

from yishang.contexts.outreach.rules.terms import EXTENSION_REFUSALS_MAX, RETURNS_MAX
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Role


class ReturnNotAllowed(Refusal):
    """A matter is returned inside the signing limit, and not after the city's ruling."""


class RulingDue(Refusal):
    """The second return request is the city office's to rule on; nobody grants or refuses it."""


class RulingNotDue(Refusal):
    """The city rules on the second return request only."""


class ExtensionNotAllowed(Refusal):
    """An extension is given once, in time, and for no longer than the first limit."""


class NobodyAboveToDecide(Refusal):
    """The city's own office answers for the matter, and no other office could decide about its request."""


def check_return(*, asked_before: int, now: datetime, accept_due_at: datetime) -> None:
    """Refuse a return after the city's ruling, and one after the signing limit (handbook 1.5 退回 [设]).

    The first request is the office's to decide; the second, by whichever unit, ends in the city office's ruling.
    """
    if asked_before >= RETURNS_MAX:
        raise ReturnNotAllowed(
            "承办单位已由市营商办裁定，不能再申请退回。", next_step="请按时限办理；确有困难的，请报营商办提级协调。"
        )
    if now > accept_due_at:
        raise ReturnNotAllowed("签收时限已过，不能申请退回。", next_step="请先办理，或与营商办协商改派。")


def is_for_ruling(asked: int) -> bool:
    """Whether a return request, the matter's `asked`-th, ends in the city's ruling (handbook 1.5: 第二次强制指派)."""
    return asked >= RETURNS_MAX


def check_decides_return(*, asked: int) -> None:
    """Refuse to grant or refuse a second request. Raises RulingDue."""
    if is_for_ruling(asked):
        raise RulingDue(
            "这件诉求是第二次申请退回，只能由市营商办裁定承办单位。",
            next_step="请由市营商办“裁定承办单位”，裁定后不再退回。",
        )


def check_ruling(*, asked: int) -> None:
    """Refuse to rule on a first request, which is the office's to decide. Raises RulingNotDue."""
    if not is_for_ruling(asked):
        raise RulingNotDue("第一次申请退回，由营商办同意或驳回，不用裁定。", next_step="请选择“同意退回”或“驳回退回”。")


@dataclass(frozen=True)
class ExtensionAsked:
    """What decides about an extension; lengths in half working days, moments in local time."""

    half_days: int
    original_half_days: int
    extended_before: int
    half_days_left: int
    refused_before: int = 0


def check_extension(asked: ExtensionAsked) -> None:
    """Refuse a second extension, one longer than the first limit, or one asked too late (handbook 1.5 延期 [设]).

    [设] 同意过一次，或两次未获同意，就不能再申请：一次可以补充理由再提，反复申请则不行。
    """
    if asked.extended_before:
        raise ExtensionNotAllowed("已延期过一次，不能再延。", next_step="请按期办结，或报营商办挂账研究。")
    if asked.refused_before >= EXTENSION_REFUSALS_MAX:
        raise ExtensionNotAllowed("延期申请已两次未获同意，不能再申请。", next_step="请按期办结，并写明办理情况。")
    if asked.half_days < 1 or asked.half_days > asked.original_half_days:
        longest = asked.original_half_days / 2
        raise InvalidInput({"days": f"延期须在 0.5 到 {longest:g} 个工作日之间（不超过原时限）。"})
    if asked.half_days_left <= 2:  # the running half counts, so on the last day there are two at most
        raise ExtensionNotAllowed("延期须在到期前 1 个工作日申请，现在已来不及。", next_step="请尽快办结并写明情况。")


def decides_extension(role: str, *, star: int) -> bool:
    """★4 以上由市营商办决定延期 (handbook 1.5: ★4 以上不适用自动延期)."""
    return role in (Role.MBO, Role.API) or (role == Role.CBO and star < 4)


def check_somebody_decides(*, role: str, is_citys_own: bool, star: int = 1, city_alone: bool = False) -> None:
    """Refuse the city office's request about its own work where no county's office could decide it.

    [设] A county's office decides about the city's office as a unit, but not for ★4 and ★5, nor what is the city's
    alone to decide, nor for the city's own matters. Raises NobodyAboveToDecide.
    """
    if role == Role.MBO and (is_citys_own or city_alone or not decides_extension(Role.CBO, star=star)):
        raise NobodyAboveToDecide("市营商办就是这件的承办单位，没有别的营商办可以审批。", next_step="请按期办结。")
