"""Appeals for machines: the same intentions, words and refusals as the pages (interfaces: /api/v1/appeals)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Body, Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, StrictBool, StrictInt

from yishang.contexts.outreach import forms, queries, services
from yishang.contexts.outreach.rules import APPEAL, TASK, SubjectOfOthers, check_business
from yishang.kernel.cases.rules import CaseNotVisible, Move
from yishang.kernel.cases.views import IdempotencyKey, Moment, once_under
from yishang.kernel.context import REFUSALS, InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.evidence import services as evidence

router = Router(tags=["诉求"])


# Answers are plain pydantic models: we answer with dicts, and the wrapper of ninja's Schema costs a fifth of a list.


class ContactIn(BaseModel):
    name: str = Field("", max_length=60)
    phone: str = Field("", max_length=20)


class AppealIn(Schema):
    uscc: str = Field(max_length=40)
    category: str = Field("", max_length=8)
    title: str = Field("", max_length=200)
    content: str = Field("", max_length=20_000)
    contact: ContactIn = ContactIn(name="", phone="")
    images: list[StrictInt] = []
    is_public_consent: StrictBool = False
    origin: str = Field("", max_length=40)


class AppealOpened(BaseModel):
    number: str
    state: str
    due_at: Moment | None


class AppealRow(BaseModel):
    number: str
    title: str
    state: str
    state_label: str
    county: str
    applicant: str
    uscc: str
    category: str
    star: int | None
    line: str
    channel: str
    unit: str
    lamp: str
    lamp_text: str
    submitted_at: Moment
    due_at: Moment | None
    closed_at: Moment | None
    in_rate: bool
    version: int


class AppealPage(BaseModel):
    items: list[AppealRow]
    next: str | None
    total: int
    total_is_exact: bool


class OpenMove(BaseModel):
    name: str
    label: str
    fields: list[str]


class OpenWarning(BaseModel):
    """W1–W5 with its reason; only for callers who work on matters."""

    code: str
    reason: str
    since: Moment


class TrailEntry(BaseModel):
    fact: str
    title: str
    who: str
    at: Moment
    note: str
    details: list[str]


class AppealDetail(AppealRow):
    content: str
    expect: str
    contact: ContactIn
    route: str
    result_type: str
    result_text: str
    images: list[int]
    rating: int | None
    review_on: date | None
    urged: int
    warnings: list[OpenWarning]
    moves: list[OpenMove]
    timeline: list[TrailEntry]


class TaskDetail(BaseModel):
    """A task that a meeting gave to a unit; it is due by the end of the day `due_on`."""

    number: str
    title: str
    task: str
    state: str
    state_label: str
    unit: str
    unit_name: str
    due_on: date
    due_at: Moment | None
    lamp: str
    lamp_text: str
    result: str
    meeting: str
    appeal: str
    opened_at: Moment
    closed_at: Moment | None
    version: int
    moves: list[OpenMove]


class CategoryOut(BaseModel):
    code: str
    name: str


class Stored(BaseModel):
    id: int
    thumbnail: str


class Asked(Schema):
    """What a list is asked for; empty means any."""

    state: str = Field("", max_length=16)
    county: str = Field("", max_length=12)
    unit: str = Field("", max_length=40)
    category: str = Field("", max_length=8)
    lamp: str = Field("", max_length=8)
    warning: str = Field("", max_length=4)
    q: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=200)


@router.post("/appeals", response={201: AppealOpened, **REFUSALS}, summary="提交诉求")
def submit_appeal(request: HttpRequest, payload: AppealIn, key: IdempotencyKey = "") -> Status[Any]:
    """`Idempotency-Key`: a replay gives the first answer, other content 422, one still in flight 409."""
    actor, now = _caller(request)
    body = payload.model_dump()
    try:
        answer = once_under(key, actor=actor, said=body, act=lambda: _submit(actor, body, now), at=now)
    except SubjectOfOthers:  # noted here, outside the transaction that was taken back
        services.record_misuse(actor=actor, uscc=payload.uscc, at=now)
        raise
    return Status(201, answer)


@router.get("/appeals", response={200: AppealPage, **REFUSALS}, summary="诉求列表")
def list_appeals(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Newest first, keyset pages; the total is exact up to 1,000."""
    actor, now = _caller(request)
    filters = asked.model_dump(exclude={"limit", "cursor"})
    rows = queries.matching(actor, queries.Wanted(**filters), now=now)
    page = queries.page_of(
        rows,
        by_due=False,
        cursor=asked.cursor,
        limit=asked.limit,
        is_search=bool(asked.q),
        columns=queries.ROW_COLUMNS,
    )
    return {
        "items": [queries.row_of(case, now=now) for case in page.items],
        "next": page.next,
        "total": page.total,
        "total_is_exact": page.total_is_exact,
    }


@router.get("/categories", response={200: list[CategoryOut], **REFUSALS}, summary="诉求类别")
def list_categories(request: HttpRequest) -> list[dict[str, str]]:
    """The categories that may be chosen today, for programs that file appeals."""
    _, now = _caller(request)
    return [{"code": one.code, "name": one.name} for one in queries.categories_in_use(on=localdate(now))]


@router.get("/appeals/{number}", response={200: AppealDetail, **REFUSALS}, summary="诉求详情")
def read_appeal(request: HttpRequest, number: str) -> dict[str, Any]:
    actor, now = _caller(request)
    return _told(queries.detail(actor, number, now=now), now)


@router.post("/appeals/{number}/moves/{move}", response={200: AppealDetail, **REFUSALS}, summary="办理诉求")
def move_appeal(
    request: HttpRequest,
    number: str,
    move: str,
    payload: Body[dict[str, Any]] = {},  # noqa: B006
    key: IdempotencyKey = "",
) -> dict[str, Any]:
    """The body holds the fields of the move (the detail names them) and, if wanted, the `version` that was seen.

    `Idempotency-Key`: a replay makes no second move and tells how the appeal stands now; other content 422, one still
    in flight 409.
    """
    actor, now = _caller(request)
    if not APPEAL.has_move(move):
        raise CaseNotVisible(f"{number} 的动作 {move}")
    if not key:  # the row is at hand
        return _told(queries.detail_of(actor, _carry_out(actor, number, move, payload, now), now=now), now)
    _carry_out_once(key, actor, number, move, payload, now)
    return _told(queries.detail(actor, number, now=now), now)


@router.get("/tasks/{number}", response={200: TaskDetail, **REFUSALS}, summary="会议任务详情")
def read_task(request: HttpRequest, number: str) -> dict[str, Any]:
    actor, now = _caller(request)
    return _task(actor, number, now)


@router.post("/tasks/{number}/moves/{move}", response={200: TaskDetail, **REFUSALS}, summary="办理会议任务")
def move_task(
    request: HttpRequest,
    number: str,
    move: str,
    payload: Body[dict[str, Any]] = {},  # noqa: B006
    key: IdempotencyKey = "",
) -> dict[str, Any]:
    """As with the moves of an appeal: the fields, perhaps the `version` that was seen, perhaps an `Idempotency-Key`."""
    actor, now = _caller(request)
    if not TASK.has_move(move):
        raise CaseNotVisible(f"{number} 的动作 {move}")
    _carry_out_once(key, actor, number, move, payload, now)
    return _task(actor, number, now)


@router.post("/images", response={201: Stored, **REFUSALS}, summary="上传照片")
def store_picture(request: HttpRequest, image: File[UploadedFile]) -> Status[Any]:
    """One picture (jpg, png, heic; at most 10 MB); its number goes into `images` of an appeal or a move."""
    actor, now = _caller(request)
    picture = evidence.store_picture(actor=actor, upload=image, at=now)  # in no transaction: decoding takes seconds
    return Status(201, {"id": picture.pk, "thumbnail": f"/pictures/{picture.pk}/thumbnail/"})


def _carry_out(actor: Actor, number: str, move: str, payload: Mapping[str, Any], now: datetime) -> Any:
    """A move with what a machine sent. Raises what stands against it, then InvalidInput."""
    values = dict(payload)
    version = values.pop("version", None)
    if version is not None and type(version) is not int:
        raise InvalidInput({"version": "应为整数。"})
    return forms.carry_out_json(actor=actor, number=number, move=move, values=values, at=now, version=version)


def _carry_out_once(key: str, actor: Actor, number: str, move: str, payload: Mapping[str, Any], now: datetime) -> None:
    def act() -> dict[str, Any]:
        _carry_out(actor, number, move, payload, now)
        return {"number": number}

    once_under(key, actor=actor, said={"number": number, "move": move, "values": payload}, act=act, at=now)


def _task(actor: Actor, number: str, now: datetime) -> dict[str, Any]:
    found = queries.task(actor, number, now=now)
    return {**queries.task_row(found.case, now=now), "moves": _open(found.moves)}


def _open(moves: Iterable[Move]) -> list[dict[str, Any]]:
    """The moves that are open now, with the fields of each."""
    return [
        {"name": move.name, "label": move.label, "fields": list(forms.INTENTIONS[move.name].form.base_fields)}
        for move in moves
    ]


def _caller(request: HttpRequest) -> tuple[Actor, datetime]:
    """Who asks, and when. Raises NoBusinessHere."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    check_business(actor.role, actor.scopes)
    return actor, request.now  # type: ignore[attr-defined]


def _submit(actor: Actor, body: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    contact = body["contact"]
    values = {**body, "contact_name": contact["name"], "contact_phone": contact["phone"]}
    case = services.submit_appeal(actor=actor, at=now, **forms.submission_of(values)).case
    return {"number": case.number, "state": case.state, "due_at": case.due_at and case.due_at.isoformat()}


def _told(found: queries.Detail, now: datetime) -> dict[str, Any]:
    appeal = found.appeal
    return {
        **queries.row_of(found.case, now=now),
        "content": appeal.content,
        "expect": appeal.expect,
        "contact": {"name": found.contact_name, "phone": found.contact_phone},
        "route": appeal.route,
        "result_type": appeal.result_type,
        "result_text": appeal.result_text,
        "images": [picture.pk for picture in found.pictures],
        "rating": found.rating.star if found.rating else None,
        "review_on": appeal.review_on,
        "urged": appeal.urged_count,
        "warnings": [{"code": one.code, "reason": one.reason, "since": one.raised_at} for one in found.warnings],
        "moves": _open(found.moves),
        "timeline": [vars(entry) for entry in found.timeline],
    }
