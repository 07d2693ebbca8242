"""What may be taken over from another system, and by whom."""

from collections.abc import Mapping
from datetime import datetime

from yishang.contexts.outreach.rules.terms import IMPORT_AHEAD, IMPORT_FROM_YEAR, IMPORT_LENGTHS
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Role
from yishang.kernel.intake.rules import Fault, is_nothing, moment
from yishang.kernel.parties.rules import uscc_fault

IMPORTERS: frozenset[str] = frozenset({"SYSTEM", Role.MBO})


class ImportNotYours(Refusal):
    """Bringing in whole tables is the city office's and the operator's."""

    status = 403


def import_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:
    """What is wrong with an appeal out of another system: only what makes it unusable (interfaces: import appeals)."""
    faults = [
        Fault(name, f"有 {len(values[name])} 个字，最多 {longest} 个", "请缩短这一格；长内容可分成几件")
        for name, longest in IMPORT_LENGTHS.items()
        if len(values[name]) > longest
    ]
    if not values["content"].strip():
        faults.append(Fault("content", "没有内容", "请填写诉求内容，1 到 10,000 个字"))
    submitted_at = moment(values["submitted_at"])
    if submitted_at is None:
        faults.append(Fault("submitted_at", "不是日期时间", "请写成 2019-02-28 11:25:05 的样子"))
    elif submitted_at.year < IMPORT_FROM_YEAR or submitted_at > at + IMPORT_AHEAD:
        faults.append(Fault("submitted_at", "时间不可能：早于 1949 年或晚于一年以后", "请核对年份"))
    if not is_nothing(values["uscc"]) and (fault := uscc_fault(values["uscc"])):
        faults.append(Fault("uscc", fault, "请对照营业执照改正，或把这一格留空"))
    return faults


def check_may_import(role: str) -> None:
    """Raise ImportNotYours unless the city's own office, or an operator at the console, brings the table in."""
    if role not in IMPORTERS:
        raise ImportNotYours("批量导入由市营商办或平台运维办理。", next_step="请把表格交给市营商办。")
