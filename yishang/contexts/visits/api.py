"""Visits for the phone's own program: the same intentions, words and refusals as the pages.

By session only: a key of another system has no visits (不公开领导轨迹, handbook 1.10). Every writing may be repeated
under an `Idempotency-Key`, since a phone without a network sends again until it is answered.
"""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, StrictInt

from yishang.contexts.visits import forms, queries, services
from yishang.contexts.visits.rules import ONSITE, VISIT
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.views import IdempotencyKey, Moment, once_under
from yishang.kernel.context import REFUSALS, InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.evidence import services as evidence

router = Router(tags=["走访"])


class Reason(BaseModel):
    """One thing that was looked at; `against` names the verdict that it speaks for."""

    code: str
    words: str
    against: str


class VisitRow(BaseModel):
    number: str
    state: str
    state_label: str
    company: str
    subject: str
    subject_id: int
    county: str
    visitor: str
    sponsor: str
    mode: str
    planned_on: date | None
    period: str
    checkin_at: Moment | None
    checkout_at: Moment | None
    verdict: str
    verdict_name: str
    corroboration: str
    company_word: str
    appeals: list[str]
    in_rate: bool
    version: int


class VisitPage(BaseModel):
    items: list[VisitRow]
    next: str
    total: int


class PlaceOut(BaseModel):
    lon: float
    lat: float
    crs: str = "CGCS2000"


class VisitDetail(VisitRow):
    minutes: str
    companions: list[str]
    policies: list[str]
    no_appeals: bool
    reasons: list[Reason]
    dwell_minutes: int
    start: PlaceOut | None
    end: PlaceOut | None
    images: list[int]
    moves: list[str]


class VisitIn(Schema):
    """`key` is the phone's own number for the visit; `captured_at` when it was begun, if without a network."""

    subject_id: StrictInt = Field(ge=0, le=2**53)
    mode: str = Field(ONSITE, max_length=8)
    key: str = Field("", max_length=100)
    captured_at: datetime | None = None


class VisitOpened(BaseModel):
    number: str
    state: str


class TrackIn(Schema):
    """One part, its `place` counted from 0; points are [t, lon, lat, acc, speed, provider, mock] with t in seconds."""

    place: StrictInt = Field(ge=0, le=10_000)
    crs: str = Field("", max_length=10)
    points: list[Any]


class TrackTaken(BaseModel):
    kept: int


class DeviceIn(Schema):
    public_key: str = Field(max_length=200)


class Carried(BaseModel):
    """What the phone keeps to work without a network."""

    now: Moment
    person: int
    name: str
    visits: list[dict[str, Any]]
    subjects: list[dict[str, Any]]


class Stored(BaseModel):
    id: int
    thumbnail: str


class Asked(Schema):
    """What a list is asked for; empty means any."""

    queue: str = Field("all", max_length=16)
    county: str = Field("", max_length=12)
    verdict: str = Field("", max_length=16)
    corroboration: str = Field("", max_length=16)
    sponsor: str = Field("", max_length=16)
    period: str = Field("", max_length=8)
    rate: str = Field("", max_length=16)
    subject: str = Field("", max_length=18)
    q: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=200)


@router.get("/visits/carried", response={200: Carried, **REFUSALS}, summary="手机随身数据")
def carry_visits(request: HttpRequest) -> dict[str, Any]:
    """The visitor's own visits of these days and the companies that may be visited."""
    actor, now = _caller(request)
    return {"now": now, "person": actor.id, "name": actor.name, **queries.carried(actor, now=now)}


@router.get("/visits/subjects", response={200: list[dict[str, Any]], **REFUSALS}, summary="找主体")
def find_subjects(request: HttpRequest, q: Annotated[str, Query(max_length=60)] = "") -> list[dict[str, Any]]:
    """Subjects of the library whose name holds the words, for visits that no sponsorship asks for."""
    actor, now = _caller(request)
    if actor.role not in services.VISITORS:
        return []
    return queries.subjects_found(q, now=now)


@router.post("/visits/device", response={204: None, **REFUSALS}, summary="登记设备公钥")
def register_device(request: HttpRequest, payload: DeviceIn) -> Status[Any]:
    """The public half of the key by which this browser signs what it captures offline."""
    actor, now = _caller(request)
    services.register_device(actor=actor, public_key=payload.public_key, at=now)
    return Status(204, None)


@router.post("/visits/images", response={201: Stored, **REFUSALS}, summary="上传走访照片")
def store_visit_picture(request: HttpRequest, image: File[UploadedFile]) -> Status[Any]:
    """One picture; where it was taken is kept sealed, for the verdict alone. The same again is the same."""
    actor, now = _caller(request)
    picture = evidence.store_picture(actor=actor, upload=image, at=now, keep_place=True)  # in no transaction
    return Status(201, {"id": picture.pk, "thumbnail": f"/pictures/{picture.pk}/thumbnail/"})


@router.post("/visits", response={201: VisitOpened, **REFUSALS}, summary="开始走访")
def open_visit(request: HttpRequest, payload: VisitIn, key: IdempotencyKey = "") -> Status[Any]:
    """The visit that is planned there, else a new one. The same `key` gives the same visit."""
    actor, now = _caller(request)

    def act() -> dict[str, str]:
        visit = services.open_visit(
            actor=actor, subject_id=payload.subject_id, mode=payload.mode, client_key=payload.key,
            captured_at=payload.captured_at, at=now,
        )  # fmt: skip
        return {"number": visit.case.number, "state": visit.case.state}

    return Status(201, once_under(key, actor=actor, said=payload.model_dump(mode="json"), act=act, at=now))


@router.get("/visits", response={200: VisitPage, **REFUSALS}, summary="走访列表")
def list_visits(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Newest first, keyset pages; the total is exact up to 1,000."""
    actor, now = _caller(request)
    wanted = queries.Wanted(**asked.model_dump(exclude={"limit", "cursor"}))
    page = queries.page_of(queries.matching(actor, wanted, now=now), cursor=asked.cursor, limit=asked.limit)
    rows = [queries.row_of(case, now=now) for case in page.items]
    return {"items": rows, "next": page.next, "total": page.total}


@router.get("/visits/{number}", response={200: VisitDetail, **REFUSALS}, summary="走访详情")
def read_visit(request: HttpRequest, number: str) -> dict[str, Any]:
    """One visit; of its track the two ends."""
    actor, now = _caller(request)
    return _told(actor, number, now)


@router.post("/visits/{number}/track", response={200: TrackTaken, **REFUSALS}, summary="上传轨迹分段")
def take_track(request: HttpRequest, number: str, payload: TrackIn) -> dict[str, Any]:
    """A part that cannot be true is refused whole; the same part again changes nothing."""
    actor, now = _caller(request)
    kept = services.take_track(
        actor=actor, number=number, place=payload.place, crs=payload.crs, points=payload.points, at=now
    )
    return {"kept": kept}


@router.post("/visits/{number}/moves/{move}", response={200: VisitDetail, **REFUSALS}, summary="办理走访")
def move_visit(
    request: HttpRequest,
    number: str,
    move: str,
    payload: Body[dict[str, Any]] = {},  # noqa: B006
    key: IdempotencyKey = "",
) -> dict[str, Any]:
    """The body holds the fields of the move and, if wanted, the `version` that was seen."""
    actor, now = _caller(request)
    if not VISIT.has_move(move) or move not in forms.INTENTIONS:
        raise CaseNotVisible(f"{number} 的动作 {move}")
    values = dict(payload)
    version = values.pop("version", None)
    if version is not None and type(version) is not int:
        raise InvalidInput({"version": "应为整数。"})

    def act() -> dict[str, str]:
        forms.carry_out(actor=actor, number=number, move=move, values=values, at=now, version=version)
        return {"number": number}

    # When a phone sends again, only the time of sending is another.
    body = {name: value for name, value in payload.items() if name != "sent_at"}
    once_under(key, actor=actor, said={"number": number, "move": move, **body}, act=act, at=now)
    return _told(actor, number, now)


def _told(actor: Actor, number: str, now: datetime) -> dict[str, Any]:
    found = queries.detail(actor, number, now=now)
    visit, row = found.visit, queries.row_of(found.case, now=now)
    is_to_report = actor.role == Role.LIA and found.report is None
    if is_to_report:  # whoever corroborates does not read the other record first
        row |= {"checkin_at": None, "checkout_at": None}
    return {
        **row,
        "minutes": "" if is_to_report else visit.minutes,
        "companions": visit.companions,
        "policies": visit.policies,
        "no_appeals": visit.no_appeals,
        "reasons": visit.reasons,
        "start": found.start and found.start._asdict(),
        "end": found.end and found.end._asdict(),
        "images": [picture.pk for picture in found.pictures],
        "moves": [move.name for move in found.moves],
    }


def _caller(request: HttpRequest) -> tuple[Actor, datetime]:
    """Who asks, and when. Raises NoBusinessHere."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    queries.check_business(actor)
    return actor, request.now  # type: ignore[attr-defined]
