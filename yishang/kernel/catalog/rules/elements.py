"""What a guide says about one service item (handbook 4.2), as plain values that JSON can keep.

Lengths of time are half working days everywhere; 0 means done while one waits (当场办结). Whatever an item does not say
is "" (or empty): nobody is made to invent it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

Part = TypeVar("Part")


class Source(StrEnum):
    """Where a material comes from (材料来源)."""

    OWN = "申请人自备"
    ISSUED = "政府部门核发"
    OTHER = "其他"


class Necessity(StrEnum):
    """Whether a material must be there; LATER may follow (可容缺)."""

    REQUIRED = "必要"
    OPTIONAL = "非必要"
    LATER = "可容缺"


class Paper(StrEnum):
    """What of a material is handed in."""

    ORIGINAL = "原件"
    COPY = "复印件"
    BOTH = "原件和复印件"


class Mode(StrEnum):
    """Where a thing is done (handbook 3.2; the source tells the hall from all other places)."""

    HALL = "市民中心"
    COMMUNITY = "社区就近"
    OFFICE = "省市部门"
    ONLINE = "网上"


YES_OR_NO = ("是", "否")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "organ_nature": ("法定机关", "授权组织", "受委托组织"),
    "power_source": ("法定本级", "上级下放", "上级授权", "同级授权", "上级委托", "同级委托"),
    "output_kind": ("证照", "批文", "其他"),
} | dict.fromkeys(("yearly_check", "pay_online", "booking", "express", "terminal"), YES_OR_NO)  # handbook 4.2
AUDIENCES = ("自然人", "企业法人", "事业法人", "社会组织法人", "非法人企业", "行政机关", "其他组织")
FORMS = ("纸质", "电子", "不限")


@dataclass(frozen=True)
class Material:
    """One paper. `standard` is its uniform id, else its name is; `exempt_by` the e-certificate that replaces it.

    `form` is 纸质, 电子 or 不限; `issuer` the office that issues it (来源部门); `accepted` what is looked at
    (受理标准); `sample` and `blank` are where a filled-in example and the empty form are found.
    """

    name: str
    source: Source = Source.OWN
    necessity: Necessity = Necessity.REQUIRED
    paper: Paper = Paper.ORIGINAL
    copies: int = 1
    exempt_by: str = ""
    standard: str = ""
    form: str = ""
    issuer: str = ""
    basis: str = ""
    accepted: str = ""
    notes: str = ""
    sample: str = ""
    blank: str = ""

    @property
    def key(self) -> str:
        return self.standard or self.name


@dataclass(frozen=True)
class Step:
    """One step inside an office (环节): which section of it, and who."""

    name: str
    half_days: int = 0
    office: str = ""
    officer: str = ""


@dataclass(frozen=True)
class Fee:
    """What is charged, by which document, and on which days: the basis may change while the item does not."""

    name: str
    standard: str
    basis: str
    since: date | None = None
    until: date | None = None
    reducible: str = ""  # 可减免, in which cases

    def holds_on(self, day: date) -> bool:
        """Whether it is charged that day; `until` itself no longer."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Intermediary:
    """A service that somebody else must render first (中介服务); without a basis nobody may ask for it."""

    name: str
    basis: str = ""
    content: str = ""


@dataclass(frozen=True)
class Place:
    """Where it is done, when, and how one gets there."""

    mode: Mode
    name: str = ""
    address: str = ""
    hours: str = ""
    traffic: str = ""


@dataclass(frozen=True)
class Channel:
    """A telephone: `purpose` is 咨询 or 投诉."""

    purpose: str
    name: str
    phone: str


@dataclass(frozen=True)
class Elements:
    """Everything that a version of an item says. `statutory` None: the law names no limit.

    `promised` None: not promised yet. `limit_note` is what a limit says beyond working days (时限说明). From
    `organ_code` on: what guides say more rarely, in words; `CHOICES` names those that are chosen.
    """

    name: str
    kind: str
    department: str
    level: str = ""
    basis: str = ""
    conditions: str = ""
    audience: tuple[str, ...] = ()
    statutory: int | None = None
    promised: int | None = None
    limit_note: str = ""
    special: str = ""
    steps: tuple[Step, ...] = ()
    materials: tuple[Material, ...] = ()
    fees: tuple[Fee, ...] = ()
    intermediaries: tuple[Intermediary, ...] = ()
    output: str = ""
    places: tuple[Place, ...] = ()
    channels: tuple[Channel, ...] = ()
    visits: int = 1
    organ_code: str = ""
    organ_nature: str = ""
    entrusted_by: str = ""
    joint: str = ""
    power_source: str = ""
    quantity: str = ""
    statutory_note: str = ""
    output_kind: str = ""
    output_valid: str = ""
    yearly_check: str = ""
    handled_by: str = ""
    online_depth: str = ""
    visits_reason: str = ""
    booking: str = ""
    express: str = ""
    terminal: str = ""
    across: str = ""
    pay_online: str = ""
    review_organ: str = ""
    court: str = ""
    rights: str = ""
    duties: str = ""

    def fees_on(self, day: date) -> list[Fee]:
        """What is charged that day."""
        return [fee for fee in self.fees if fee.holds_on(day)]

    def exempt(self) -> list[Material]:
        """The materials that an e-certificate replaces."""
        return [one for one in self.materials if one.exempt_by]


def stored(elements: Elements) -> dict[str, Any]:
    """As JSON keeps them."""
    return _plain(asdict(elements))


def elements_in(kept: Mapping[str, Any]) -> Elements:
    """Out of what `stored` made. Raises TypeError, ValueError for anything else."""
    values = dict(kept)
    for name, part in (
        ("steps", Step),
        ("materials", Material),
        ("fees", Fee),
        ("intermediaries", Intermediary),
        ("places", Place),
        ("channels", Channel),
    ):
        values[name] = tuple(_part(part, one) for one in values.get(name, ()))
    values["audience"] = tuple(values.get("audience", ()))
    return Elements(**values)


MADE: Mapping[str, Any] = {
    "source": Source,
    "necessity": Necessity,
    "paper": Paper,
    "mode": Mode,
    "since": lambda day: day and date.fromisoformat(day),
    "until": lambda day: day and date.fromisoformat(day),
}


def _part(part: type[Part], kept: Mapping[str, Any] | str) -> Part:
    if isinstance(kept, str):  # an intermediary of versions that knew only its name
        return part(name=kept)  # type: ignore[call-arg]
    known = {one.name for one in fields(part)}  # type: ignore[arg-type]
    return part(**{name: MADE[name](value) if name in MADE else value for name, value in kept.items() if name in known})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, StrEnum) else value
