"""Inspections for the officer's phone: the same intentions, words and refusals as the pages.

By session only: keys of other systems see none. Every writing may be repeated under an `Idempotency-Key`, since a phone
without a network sends again until it is answered.
"""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Body, Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import BaseModel

from yishang.contexts.random_inspection.forms import onsite as forms
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import INSPECTION
from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.views import IdempotencyKey, Moment, once_under
from yishang.kernel.context import REFUSALS, InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.evidence import services as evidence

router = Router(tags=["检查"])
POSTS = frozenset({Role.DRL, Role.DEP, Role.ENF, Role.ENT, Role.MON, Role.VML})


class InspectionRow(BaseModel):
    number: str
    state: str
    state_label: str
    company: str
    uscc: str
    county: str
    unit: str
    task: str
    items: list[str]
    planned_on: date | None
    entered_at: Moment | None
    ended_on: date | None
    results: list[str]
    result_words: str
    published_on: date | None
    days_late: int
    version: int


class InspectionPage(BaseModel):
    items: list[InspectionRow]
    next: str
    total: int


class LineOut(BaseModel):
    """One line of the form; `value` is empty while nobody has answered, which is not the same as UNCHECKED."""

    key: str
    text: str
    unit: str
    is_public: bool
    value: str
    finding: str
    images: list[int]


class InspectionDetail(InspectionRow):
    problem: str
    measures: str
    lines: list[LineOut]
    images: list[int]
    moves: list[str]


class Carried(BaseModel):
    """What the phone keeps to work without a network."""

    now: Moment
    person: int
    inspections: list[dict[str, Any]]


class PictureStored(BaseModel):
    id: int
    thumbnail: str


class InspectionsAsked(Schema):
    """What a list is asked for; empty means any."""

    queue: str = Field("all", max_length=16)
    county: str = Field("", max_length=12)
    result: str = Field("", max_length=4)
    task: str = Field("", max_length=40)
    figure: str = Field("", max_length=16)
    lamp: str = Field("", max_length=8)
    q: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=200)


@router.get("/inspections/carried", response={200: Carried, **REFUSALS}, summary="执法手机随身数据")
def carry_inspections(request: HttpRequest) -> dict[str, Any]:
    """The officer's own inspections of these weeks, with team, form and orders."""
    actor, now = _caller(request)
    if actor.role != Role.ENF:
        raise rules.NotOnTheTeam("这是执法人员的手机页面。", next_step="请用执法人员账号登录。")
    found = [queries.carried_of(one, actor, now=now) for one in queries.carried_inspections(actor, now=now)]
    return {"now": now, "person": actor.id, "inspections": found}


@router.post("/inspections/images", response={201: PictureStored, **REFUSALS}, summary="上传检查照片")
def store_inspection_picture(request: HttpRequest, image: File[UploadedFile]) -> Status[Any]:
    """One picture or signature; the same again is the same."""
    actor, now = _caller(request)
    picture = evidence.store_picture(actor=actor, upload=image, at=now, keep_place=True)  # in no transaction
    return Status(201, {"id": picture.pk, "thumbnail": f"/pictures/{picture.pk}/thumbnail/"})


@router.get("/inspections", response={200: InspectionPage, **REFUSALS}, summary="检查列表")
def list_inspections(request: HttpRequest, asked: Query[InspectionsAsked]) -> dict[str, Any]:
    """Newest first, keyset pages; the total is exact up to 1,000."""
    actor, now = _caller(request)
    wanted = queries.Wanted(**asked.model_dump(exclude={"limit", "cursor"}))
    page = queries.page_of(queries.matching(actor, wanted, now=now), cursor=asked.cursor, limit=asked.limit)
    rows = [queries.row_of(case, now=now) for case in page.items]
    return {"items": rows, "next": page.next, "total": page.total}


@router.get("/inspections/{number}", response={200: InspectionDetail, **REFUSALS}, summary="检查详情")
def read_inspection(request: HttpRequest, number: str) -> dict[str, Any]:
    """One inspection with its form."""
    actor, now = _caller(request)
    return _told(actor, number, now)


@router.post("/inspections/{number}/moves/{move}", response={200: InspectionDetail, **REFUSALS}, summary="办理检查")
def move_inspection(
    request: HttpRequest,
    number: str,
    move: str,
    payload: Body[dict[str, Any]] = {},  # noqa: B006
    key: IdempotencyKey = "",
) -> dict[str, Any]:
    """The body holds the fields of the move and, if wanted, the `version` that was seen."""
    actor, now = _caller(request)
    if not INSPECTION.has_move(move) or move not in forms.INTENTIONS:
        raise CaseNotVisible(f"{number} 的动作 {move}")
    values = dict(payload)
    version = values.pop("version", None)
    if version is not None and type(version) is not int:
        raise InvalidInput({"version": "应为整数。"})

    def act() -> dict[str, str]:
        forms.carry_out(actor=actor, number=number, move=move, values=values, at=now, version=version)
        return {"number": number}

    once_under(key, actor=actor, said={"number": number, "move": move, **payload}, act=act, at=now)
    return _told(actor, number, now)


def _told(actor: Actor, number: str, now: datetime) -> dict[str, Any]:
    found = queries.detail(actor, number, now=now)
    return {
        **queries.row_of(found.case, now=now),
        "problem": found.inspection.problem,
        "measures": found.inspection.measures,
        "lines": found.lines,
        "images": [picture.pk for picture in found.pictures],
        "moves": [move.name for move in found.moves],
    }


def _caller(request: HttpRequest) -> tuple[Actor, datetime]:
    """Who asks, and when. Raises NotOnTheTeam for posts that have nothing to do with inspections."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in POSTS:
        raise rules.NotOnTheTeam("您的岗位不办理检查。", next_step="需要查看的，请联系双随机牵头部门。")
    return actor, request.now  # type: ignore[attr-defined]
