"""What a running matter may do: a frozen table of moves. Plain values; no database is needed to reason about it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import ANSWERING, SPONSORS, Actor, Role

APPLICANT = "applicant"  # the enterprise whose matter it is
SPONSOR = "sponsor"  # liaison, sponsoring leader or department of that enterprise
OFFICE = "office"  # the business-environment office of the matter's region, or the city's
CITY_OFFICE = "city_office"
RESPONSIBLE = "responsible"  # the unit that answers for the matter now
ASSISTING = "assisting"  # a co-responsible unit (协办): it works along and answers for its own part
VICE_MAYOR = "vice_mayor"  # 分管副市长 and secretary: convenes special meetings
OVERSEER = "overseer"  # the supervision office (督查室)
LEAD = "lead"  # 双随机牵头部门: the market supervision bureau's desk, in the processes that it oversees
INSPECTOR = "inspector"  # 执法人员: who has been assigned to the matter
SYSTEM = "system"

DUTY_LABELS = {
    APPLICANT: "提出诉求的企业",
    SPONSOR: "联络员或包抓人员",
    OFFICE: "营商办",
    CITY_OFFICE: "市营商办",
    RESPONSIBLE: "承办单位",
    ASSISTING: "协办单位",
    VICE_MAYOR: "分管副市长",
    OVERSEER: "督查室",
    LEAD: "双随机牵头部门",
    INSPECTOR: "检查人员",
    SYSTEM: "系统",
}


class CaseNotVisible(Refusal):
    """There is no such case for this person; whether it exists is not told."""

    status = 404

    def __init__(self, number: str) -> None:
        super().__init__(f"没有找到 {number}。", next_step="请核对编号，或回到列表查找。")


class MoveNotYours(Refusal):
    """The person's duty towards the case does not include this move."""

    status = 403

    def __init__(self, move: "Move") -> None:
        who = "、".join(DUTY_LABELS[duty] for duty in sorted(move.by))
        super().__init__(f"“{move.label}”由{who}办理，您的岗位不能操作。", next_step="如需处理，请联系上述单位。")


class OwnJudge(Refusal):
    """The responsible unit would decide about its own work (handbook 0A.3: 承办人≠回访人, 销号须有核验人)."""

    status = 403

    def __init__(self, move: "Move") -> None:
        super().__init__(f"本单位就是这件的承办单位，不能自己{move.label}。", next_step="请由市营商办办理。")


class MoveNotOpen(Refusal):
    """The case is not in a state from which this move can be made."""

    status = 409


class CaseChangedMeanwhile(Refusal):
    """Somebody else was faster; what the person saw is no longer how the case stands."""

    status = 409


class FilterNotFound(Refusal):
    """There is no such saved filter for this person; whether somebody else has it is not told."""

    status = 404


@dataclass(frozen=True)
class State:
    """A station of a matter. `tone` is how a badge shows it; `ended` means nothing more is expected of anybody."""

    code: str
    label: str
    tone: str = "blue"
    ended: bool = False


@dataclass(frozen=True)
class Move:
    """One row of the table: who may take a matter from where to where, and which named clocks stop and start.

    `target` None leaves the state as it is. `back` returns to the state before the last request (驳回→原态).
    `impartial` moves judge the responsible unit's work or requests: that unit itself does not make them.
    """

    name: str
    label: str
    fact: str
    sources: tuple[str, ...]
    target: str | None
    by: frozenset[str]
    stops: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    back: bool = False
    internal: bool = False
    impartial: bool = False


@dataclass(frozen=True)
class Workflow:
    """A process as a table. `version` is stamped on every case that it opens."""

    kind: str
    title: str
    version: int
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    start: str
    own: str = ""  # the process's own row, as it is reached from a case (appeal); it is fetched along with the case
    filed_by: str = ""  # the lookup from a case to the account that filed it (appeal__submitter_id); "" keeps none
    seen_by: str = ""  # the lookup to an account that sees a sponsors' matter though it does not sponsor the company
    overseen_by: frozenset[str] = frozenset()  # posts that see all matters of it in their city, and no other process
    assigned_to: str = ""  # the lookup to an account that was put on the matter, each at most once (执法人员)
    closed_to_keys: bool = False  # keys of partner systems see none of its matters
    _by_code: dict[str, State] = field(init=False, repr=False, compare=False)
    _by_name: dict[str, Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {state.code: state for state in self.states})
        object.__setattr__(self, "_by_name", {move.name: move for move in self.moves})

    def state(self, code: str) -> State:
        return self._by_code[code]

    def move(self, name: str) -> Move:
        """The move of that name. Raises KeyError when the process has none."""
        return self._by_name[name]

    def has_move(self, name: str) -> bool:
        return name in self._by_name

    def moves_from(self, state: str, duties: frozenset[str]) -> Iterator[Move]:
        """Moves that somebody with these duties may make from this state, in the order of the table."""
        return (move for move in self.moves if state in move.sources and move.by & duties)

    @property
    def open_states(self) -> tuple[str, ...]:
        return tuple(state.code for state in self.states if not state.ended)


DUTY_OF_ROLE = {Role.VML: VICE_MAYOR, Role.MON: OVERSEER, Role.DRL: LEAD, Role.ENF: INSPECTOR}


FILTERS_MOST = 20  # of one person and process: as many as stand above a list
FILTER_NAME_LONGEST = 20
FILTER_QUERY_LONGEST = 500


def filter_faults(*, name: str, query: str = "", others: Collection[str] = ()) -> dict[str, str]:
    """Field → fault of a saved filter; `others` are the names of the person's other filters."""
    faults: dict[str, str] = {}
    if not name:
        faults["name"] = "请起个名字。"
    elif len(name) > FILTER_NAME_LONGEST:
        faults["name"] = f"名字最多 {FILTER_NAME_LONGEST} 个字。"
    elif name in others:
        faults["name"] = "已经有一个同名的常用筛选。"
    elif len(others) >= FILTERS_MOST:
        faults["name"] = f"常用筛选最多 {FILTERS_MOST} 个，请先删去不用的。"
    if len(query) > FILTER_QUERY_LONGEST:
        faults["query"] = "条件太长，请少选几项。"
    return faults


def duties_of(actor: Actor, *, unit_id: int | None) -> frozenset[str]:
    """The duties of an actor towards a case that lies in the actor's scope; `unit_id` is the responsible unit's.

    Scope has already decided that the case may be seen (directory.rules.scope_of), so the role tells the duty.
    """
    if actor.role == "SYSTEM":
        return frozenset({SYSTEM})
    if actor.role == Role.API:
        return _duties_of_key(actor.scopes)
    duties = set()
    if actor.role == Role.ENT:
        duties.add(APPLICANT)
    if actor.role in SPONSORS:
        duties.add(SPONSOR)
    if actor.role in (Role.CBO, Role.MBO):
        duties.add(OFFICE)
    if actor.role == Role.MBO:
        duties.add(CITY_OFFICE)
    if actor.role in ANSWERING and unit_id is not None and actor.unit_id == unit_id:
        duties.add(RESPONSIBLE)
    elif actor.role == Role.DEP and actor.unit_id is not None:
        # Scope shows a department its own matters and those it assists with, no others.
        duties.add(ASSISTING)
    duties |= {duty for role, duty in DUTY_OF_ROLE.items() if actor.role == role}
    return frozenset(duties)


def is_own_judge(move: Move, actor: Actor, *, unit_id: int | None) -> bool:
    """Whether somebody of the responsible unit (`unit_id`) would judge that unit itself by this move."""
    return move.impartial and unit_id is not None and actor.unit_id == unit_id


def _duties_of_key(scopes: frozenset[str]) -> frozenset[str]:
    """A partner key submits with `appeals:submit` and works on matters with `appeals:operate`."""
    duties: set[str] = set()
    if "appeals:submit" in scopes:
        duties |= {APPLICANT}
    if "appeals:operate" in scopes:
        duties |= {OFFICE, CITY_OFFICE, RESPONSIBLE, ASSISTING, OVERSEER, VICE_MAYOR}
    return frozenset(duties)


def _came_from(workflow: Workflow, state: str) -> tuple[str, ...]:
    """The states from which a move leads here: where a `back` move may return to."""
    return tuple(source for move in workflow.moves if move.target == state for source in move.sources)


def diagram(workflow: Workflow) -> str:
    """The table as a Mermaid state diagram, for the docs and the screen: one source, no drawing by hand."""
    lines = ["stateDiagram-v2", f"    [*] --> {workflow.start}"]
    lines += [f"    {state.code}: {state.label}" for state in workflow.states]
    for move in workflow.moves:
        for source in move.sources:
            targets = _came_from(workflow, source) if move.back else (move.target or source,)
            lines += [f"    {source} --> {target}: {move.label}" for target in targets]
    lines += [f"    {state.code} --> [*]" for state in workflow.states if state.ended]
    return "\n".join(lines) + "\n"
