"""What a panorama must tell of itself, and what a verdict brings about (handbook 1.7)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo.rules import Place, distance

VERDICTS = {
    "NORMAL": "进展正常",
    "SLOW": "进展缓慢",
    "SUSPENDED": "停建",
    "DELAYED": "缓建",
    "SUSPECT": "疑似不实",
}
NORMAL = "NORMAL"
ROUND_KINDS = {"MONTH": "每月一轮", "SAMPLE": "随机 20%"}
FARTHEST = 2000.0  # metres from the project
CONTACT_HALF_DAYS = 6  # 3 working days [设]
SAMPLE_RATIO = Fraction(1, 5)  # [设] 20 %
APPROVAL_FROM = 120.0  # metres above ground: 管制空域 (无人驾驶航空器飞行管理暂行条例 第十九条)
HIGHEST = 1000.0  # metres; above, a slip of the pen
NOTE_LEAST = 5  # characters that say why a site does not go on as it should
TITLE_MOST = 50
PLEASE_CONTACT = "：航拍抽查后请主动对接"
DRONE = re.compile(r"[A-Z0-9][A-Z0-9-]{4,19}")  # 实名登记标志 (UAS…) or 国籍标志 (B-…) [设]
POINT = re.compile(r"[\w\u4e00-\u9fff -]{1,20}")
CONSTRUCTION = ("住房和城乡建设", "住建", "发展和改革", "发展改革", "发改", "重点项目")
READERS = frozenset({Role.CBO, Role.MBO, Role.DEP, Role.MON})
OFFICES = frozenset({Role.CBO, Role.MBO})


class PanoramaNotVisible(Refusal):
    """There is no such panorama, project or round, or it is not this person's to see: one answer for both."""

    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(f"没有找到{what}。", next_step="请从航拍全景的列表打开。")


class PanoramaNotYours(Refusal):
    """Only the business-environment offices take panoramas in and judge them."""

    status = 403


class ProjectWithoutPlace(Refusal):
    """Nobody has said where the project lies, so that no distance can be told."""


class AlreadyTakenIn(Refusal):
    """The same file stands under this project already."""


@dataclass(frozen=True)
class Flight:
    """What is told of a panorama besides its picture; degrees in `crs`, metres, degrees from the picture's middle."""

    point_no: str
    drone_reg_no: str
    pilot: str
    altitude_m: float
    captured_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str = "WGS84"
    airspace_approval_no: str = ""
    north_offset: float = 0.0
    is_sensitive: bool = False
    remark: str = ""


def flight_faults(flight: Flight, *, now: datetime) -> dict[str, str]:
    """Field → fault of what was told, but for place and picture (handbook 1.7 坏图, 条例 2024)."""
    faults = {
        "point_no": "" if POINT.fullmatch(flight.point_no) else "请填写点位号，不超过 20 个字，如 1、东门。",
        "drone_reg_no": ""
        if DRONE.fullmatch(flight.drone_reg_no)
        else "请填写无人机实名登记号（5–20 位大写字母和数字）。",
        "pilot": "" if flight.pilot.strip() else "请填写飞手姓名。",
        "altitude_m": "" if 0 < flight.altitude_m <= HIGHEST else f"高度应在 0 到 {HIGHEST:.0f} 米之间。",
        "north_offset": "" if 0 <= flight.north_offset < 360 else "正北偏角应在 0 到 360 度之间（不含 360）。",
        "captured_at": _capture_fault(flight.captured_at, now),
    }
    if flight.altitude_m >= APPROVAL_FROM and not flight.airspace_approval_no.strip():
        faults["airspace_approval_no"] = f"真高 {APPROVAL_FROM:.0f} 米以上属管制空域，请填写空域批准文号。"
    return {field: fault for field, fault in faults.items() if fault}


def _capture_fault(captured_at: datetime | None, now: datetime) -> str:
    if captured_at is None:
        return "照片里没有拍摄时间，请填写。"
    return "拍摄时间在将来，请核对相机时钟。" if captured_at > now else ""


def distance_fault(metres: float) -> str:
    """Why a panorama taken so far from its project is refused; nothing when it is near enough."""
    return f"拍摄点距项目 {metres / 1000:.1f} 公里，超过 2 公里，请核对坐标和坐标系。" if metres > FARTHEST else ""


def metres_between(one: Place, other: Place) -> int:
    return round(distance(one, other))


def verdict_faults(verdict: str, note: str) -> dict[str, str]:
    """Field → fault of a verdict: one of the five, and a reason for all but NORMAL."""
    if verdict not in VERDICTS:
        return {"verdict": "请选择研判结论。"}
    if verdict != NORMAL and len(note.strip()) < NOTE_LEAST:
        return {"note": f"请至少写 {NOTE_LEAST} 个字：从图上看出了什么。"}
    return {}


def appeal_title(project: str) -> str:
    """The title of the line-A appeal that a verdict opens, at most 50 characters; the company reads it too."""
    return f"{project[: TITLE_MOST - len(PLEASE_CONTACT)]}{PLEASE_CONTACT}"


def appeal_content(*, number: str, point_no: str, captured_on: date, contact_by: date) -> str:
    """What the appeal says: what was looked at, by when somebody is in touch. The verdict is the staff's alone."""
    seen_on = f"{captured_on.year}年{captured_on.month}月{captured_on.day}日"
    return (
        f"航拍抽查（全景 {number}，点位 {point_no}，{seen_on}拍摄）以后，需要了解项目的建设情况。"
        f"请在 {contact_by.month}月{contact_by.day}日前主动对接企业，问清进展、原因和困难，能帮的当场帮。"
    )


def month_of(text: str) -> date | None:
    """`2019-12` as its first day; None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 a month has no zone
    except ValueError:
        return None


def span_of(month: date) -> tuple[datetime, datetime]:
    """The first moment of a month in Shanghai, and the first one after it."""
    first = datetime.combine(month.replace(day=1), time(), SHANGHAI)
    return first, first + timedelta(days=monthrange(month.year, month.month)[1])


def is_construction(unit_name: str) -> bool:
    """Whether a unit answers for building: 住建、发改 and their like read the panoramas of their place."""
    return any(word in unit_name for word in CONSTRUCTION)


def check_keeps(actor: Actor, *, region_code: str, city_code: str) -> None:
    """Refuse whoever is not the office of that county or city. Raises PanoramaNotYours."""
    if actor.role == "SYSTEM":
        return
    own = region_code == actor.region_code if actor.role == Role.CBO else city_code == actor.city_code
    if actor.role not in OFFICES or not own:
        raise PanoramaNotYours("全景由本县市区或市营商办上传和研判。", next_step="请联系项目所在地的营商办。")


def check_opens_rounds(actor: Actor) -> None:
    """Refuse all but the city's office. Raises PanoramaNotYours."""
    if actor.role not in (Role.MBO, "SYSTEM"):
        raise PanoramaNotYours("抽查轮次由市营商办发起。", next_step="请联系市营商办。")


def check_reveals(actor: Actor) -> None:
    """Refuse whoever is no witness, before any value is looked at. Raises PanoramaNotYours."""
    if actor.role not in (Role.MBO, Role.MON):
        raise PanoramaNotYours("见证值由市营商办和督查室录入。", next_step="请联系市营商办。")
