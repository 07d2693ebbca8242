"""GeoReport v2 (Open311): what may be asked and sent, and what of an appeal may be told to everybody.

Source: the specification of Open311 GeoReport v2 (frozen), and handbook 0A.6 公开分级.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from yishang.contexts.outreach.rules.terms import CONTENT_MAX, TITLE_MAX
from yishang.kernel.context import Refusal

MOST = 1000  # “a span of 90 days or first 1000 requests returned, whichever is smallest”
SPAN = timedelta(days=90)
IDS_MOST = 200
ADDRESS_MAX, URL_MAX = 200, 400
OPEN, CLOSED = "open", "closed"
STATUSES = (OPEN, CLOSED)
SETTLED_STATES = ("CLOSED", "EVALUATED", "CALLED_BACK", "ARCHIVED", "REJECTED", "MERGED", "WITHDRAWN")
# 拟稿 (the company) and 审核 (the office that classified it) are two people; what was refused or withdrawn stays in.
NOT_TOLD_STATES = ("SUBMITTED", "REJECTED", "WITHDRAWN")
W3_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
PERSONAL = (
    re.compile(r"(?<!\d)1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)"),  # mobile
    re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"),  # fixed line
    re.compile(r"(?<![0-9A-Za-z])\d{6}(?:18|19|20)\d{9}[\dXx](?![0-9A-Za-z])"),  # identity number
    re.compile(r"(?<!\d)\d{16,19}(?!\d)"),  # bank card
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),  # mail
    re.compile(r"(?i)(?:微信|vx|wechat|qq)[号:： ]*[a-z0-9_-]{5,}"),
)
COMPANY_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Za-z])")


class ReportRefused(Refusal):
    """Something asked or sent is not as the specification wants it (400)."""

    status = 400


class NoSuchReport(Refusal):
    """A service or request that is not there, or not for this caller to see (404)."""

    status = 404


class KeyRefused(Refusal):
    """No key, or one that opens nothing here (403)."""

    status = 403


@dataclass(frozen=True)
class ReportsWanted:
    """What a list of requests is asked for. `ids` overrides everything else; empty means any."""

    ids: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where it is, as the client said it: an address in words, WGS-84 degrees, or both."""

    address: str = ""
    address_id: str = ""
    lat: float | None = None
    long: float | None = None


def reports_wanted(
    *, ids: Iterable[str], services: Iterable[str], statuses: Iterable[str], start: str, end: str, now: datetime
) -> ReportsWanted:
    """The filters of a list; several values comma delimited or declared several times. Raises ReportRefused."""
    wanted_ids = _parts(ids)
    if wanted_ids:
        if len(wanted_ids) > IDS_MOST:
            raise ReportRefused(f"service_request_id 一次最多 {IDS_MOST} 个。")
        return ReportsWanted(ids=wanted_ids)
    asked = _parts(statuses)
    if unknown := [one for one in asked if one not in STATUSES]:
        raise ReportRefused(f"status 只有 open 和 closed，没有 {unknown[0][:20]}。")
    begin, until = window(start, end, now=now)
    return ReportsWanted(services=_parts(services), statuses=asked, start=begin, end=until)


def window(start: str, end: str, *, now: datetime) -> tuple[datetime, datetime]:
    """The span of requested_datetime: both ends as given, at most 90 days; the most recent 90 days without any.

    With one end given the span is the 90 days beside it. Raises ReportRefused.
    """
    begin, until = w3_moment("start_date", start), w3_moment("end_date", end)
    try:
        if until is None:
            until = begin + SPAN if begin else now
        if begin is None:
            begin = until - SPAN
    except OverflowError:
        raise ReportRefused("start_date 或 end_date 超出了可以查询的年份。") from None
    if begin > until:
        raise ReportRefused("start_date 晚于 end_date。")
    if until - begin > SPAN:
        raise ReportRefused("start_date 到 end_date 最多 90 天，请分几次查询。")
    return begin, until


def w3_moment(field: str, text: str) -> datetime | None:
    """A moment in W3 format with Z or an offset, None where nothing was said. Raises ReportRefused."""
    if not text.strip():
        return None
    said = text.strip().replace(" ", "+")  # an unescaped + in an address arrives as a blank
    try:
        if not W3_MOMENT.fullmatch(said):
            raise ValueError(said)
        found = datetime.fromisoformat(said)
        _ = found - SPAN, found + SPAN, found.timestamp()
    except (ValueError, OverflowError):
        raise ReportRefused(f"{field} 应写成 2010-01-01T00:00:00Z 的样子，并带时区。") from None
    return found


def place_of(*, lat: str, long: str, address: str, address_id: str) -> Place:
    """The location parameter: lat & long, address_string or address_id. Raises ReportRefused."""
    if bool(lat.strip()) != bool(long.strip()):
        raise ReportRefused("lat 和 long 要一起给。")
    if not (lat.strip() or address.strip() or address_id.strip()):
        raise ReportRefused("缺少位置：请给 lat 和 long，或 address_string，或 address_id。")
    if len(address.strip()) > ADDRESS_MAX or len(address_id.strip()) > ADDRESS_MAX:
        raise ReportRefused(f"address_string 和 address_id 最多 {ADDRESS_MAX} 个字。")
    return Place(
        address=" ".join(address.split()),
        address_id=address_id.strip(),
        lat=_degrees("lat", lat, 90),
        long=_degrees("long", long, 180),
    )


def heading(title: str, description: str) -> str:
    """The appeal's title: the client's own, else how the description begins."""
    words = " ".join((title or description).split()) or "没有描述"  # which is the description's fault alone
    return words if title or len(words) <= TITLE_MAX else words[: TITLE_MAX - 1] + "…"


def status_of(state: str) -> str:
    """`open` or `closed`, the only two that the specification knows."""
    return CLOSED if state in SETTLED_STATES else OPEN


def is_personal(text: str, names: Iterable[str]) -> bool:
    """Whether a text holds what points to a person: numbers, addresses of mail, or one of these names."""
    return any(found.search(text) for found in PERSONAL) or any(len(name) > 1 and name in text for name in names)


def publicly(text: str, *, company: str) -> str:
    """A text as everybody may read it: without the company's name and code (不含企业名称), at most 4,000 characters."""
    shown = text.replace(company, "某企业") if len(company) > 1 else text
    return COMPANY_CODE.sub("******", shown)[: 4 * CONTENT_MAX]


def _parts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for value in values for part in value.split(",") if part.strip()))


def _degrees(field: str, text: str, most: int) -> float | None:
    if not text.strip():
        return None
    try:
        if not re.fullmatch(r"[+-]?\d{1,3}(\.\d{1,20})?", text.strip(), re.ASCII):
            raise ValueError(text)
        found = float(text)
    except ValueError:
        raise ReportRefused(f"{field} 应为 WGS-84 的度数，如 34.341600。") from None
    if abs(found) > most:
        raise ReportRefused(f"{field} 应在 -{most} 到 {most} 之间。")
    return found
