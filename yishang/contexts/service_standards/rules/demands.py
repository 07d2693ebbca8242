"""窗口多要了材料: the list says one thing, a window asked for more (anchor study 4; the source: 有人可找、有门可诉).

Handbook 4: 公众“指南与实际不符”纠错, 5 个工作日内核实答复 [设]. Lengths are data/time_limits.csv.
"""

import re
import unicodedata
from dataclasses import dataclass

from yishang.kernel.cases.rules import OFFICE, RESPONSIBLE, SYSTEM, Move, State, Workflow
from yishang.kernel.context import Refusal

DEMAND_KIND = "service_standards.demand"
ANSWER, CORRECT = "answer", "correct"
CONTACT_KEY = "service_standards.contact.1"  # the key under which contacts are sealed
PICTURES_MOST = 3
DEMANDS_PER_CLIENT, RECEIPTS_PER_CLIENT = 10, 30  # an hour, of one address [设]
ASKED_LEAST, ASKED_MOST, WINDOW_MOST, SAID_MOST, ANSWER_MOST = 2, 200, 60, 500, 500
PEOPLE = {"PERSON": "个人", "COMPANY": "企业"}
BY_UNIT, BY_OFFICE = frozenset({RESPONSIBLE}), frozenset({OFFICE})
EITHER = BY_UNIT | BY_OFFICE
OPEN_TO_MORE = ("RECEIVED", "DISMISSING", "UPHELD")  # another report of the same joins these

DEMAND = Workflow(
    kind=DEMAND_KIND,
    title="窗口多要材料",
    version=1,
    start="RECEIVED",
    own="extra_demand",
    closed_to_keys=True,
    states=(
        State("RECEIVED", "待核实", "orange"),
        State("DISMISSING", "拟定不属实，待复核", "yellow"),
        State("UPHELD", "属实，待改正", "blue"),
        State("CORRECTED", "已改正", "green", ended=True),
        State("NOT_UPHELD", "不属实", "secondary", ended=True),
        State("REFUSED", "不予受理", "secondary", ended=True),
        State("JOINED", "已并入", "secondary", ended=True),
    ),
    moves=(
        Move("transfer_demand", "转给单位", "transferred", ("RECEIVED",), None, BY_OFFICE),
        Move(
            "uphold_demand", "核实属实", "upheld", ("RECEIVED",), "UPHELD", EITHER, stops=(ANSWER,), starts=(CORRECT,)
        ),
        Move("dismiss_demand", "拟定不属实", "dismissal_drafted", ("RECEIVED",), "DISMISSING", EITHER),
        Move(
            "overrule_dismissal", "改判属实", "overruled", ("DISMISSING",), "UPHELD", BY_OFFICE,
            stops=(ANSWER,), starts=(CORRECT,),
        ),
        Move(
            "confirm_dismissal", "复核不属实", "not_upheld", ("DISMISSING",), "NOT_UPHELD", BY_OFFICE, stops=(ANSWER,)
        ),
        Move("refuse_demand", "不予受理", "refused", ("RECEIVED",), "REFUSED", BY_OFFICE, stops=(ANSWER,)),
        Move(
            "join_demand", "并入另一件", "joined", ("RECEIVED",), "JOINED", EITHER | frozenset({SYSTEM}),
            stops=(ANSWER,),
        ),
        Move("correct_demand", "写明改正", "corrected", ("UPHELD",), "CORRECTED", EITHER, stops=(CORRECT,)),
    ),
)  # fmt: skip


class DemandNotFound(Refusal):
    """There is no such report for this person, or no such receipt code; one answer for both."""

    status = 404

    def __init__(self, what: str = "这件反映") -> None:
        super().__init__(f"没有找到{what}。", next_step="请核对后再查。")


class OwnDraft(Refusal):
    """Who found it untrue does not confirm that (handbook 0A.6: 拟稿≠审核)."""

    status = 403

    def __init__(self) -> None:
        super().__init__("这件是您拟定不属实的，不能自己复核。", next_step="请营商办另一位同事复核。")


class OnTheList(Refusal):
    """What was asked for stands on the list: the window was right."""

    status = 422


class NoContact(Refusal):
    """The report came without a telephone."""


@dataclass(frozen=True)
class DemandEntry:
    """What somebody tells: which item of which list, where, which window, what was asked for besides."""

    list: str
    code: str
    region: str
    window: str
    asked: str
    said: str = ""
    person: str = "PERSON"
    name: str = ""
    phone: str = ""


def demand_faults(entry: DemandEntry, *, regions: frozenset[str], phone_fault: str | None) -> dict[str, str]:
    """Field → fault. `phone_fault` is parties' judgement of the telephone, where one was given."""
    asked, window = entry.asked.strip(), entry.window.strip()
    faults = {
        "region": "" if entry.region in regions else "请选择在哪个县区办的。",
        "window": "" if 2 <= len(window) <= WINDOW_MOST else f"请写是哪个窗口，2 到 {WINDOW_MOST} 个字。",
        "asked": (
            "" if ASKED_LEAST <= len(asked) <= ASKED_MOST else f"请写多要了什么，{ASKED_LEAST} 到 {ASKED_MOST} 个字。"
        ),
        "said": "" if len(entry.said) <= SAID_MOST else f"最多 {SAID_MOST} 个字。",
        "person": "" if entry.person in PEOPLE else "请选择个人还是企业。",
        "phone": (phone_fault or "") if entry.phone.strip() else "",
    }
    return {name: fault for name, fault in faults.items() if fault}


def squeezed(text: str) -> str:
    """A text without blanks, marks and full-width forms, for telling whether two reports mean the same."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).lower()


def on_the_list(asked: str, papers: list[str]) -> str:
    """The paper of the list that was asked for, word for word; "" when it stands there not."""
    return next((one for one in papers if squeezed(one) == squeezed(asked)), "")


def means_the_same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two reports about one item (window, what was asked) tell of one thing: same window, one asking within
    the other.
    """
    (window, asked), (other_window, other_asked) = (tuple(map(squeezed, pair)) for pair in (one, other))
    return window == other_window and bool(asked) and (asked in other_asked or other_asked in asked)


def words_fault(text: str) -> str:
    """Why words for the reporter will not do."""
    return "" if 4 <= len(text.strip()) <= ANSWER_MOST else f"请写 4 到 {ANSWER_MOST} 个字，反映人会看到。"
