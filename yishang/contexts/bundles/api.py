"""Bundles for machines: what answers come to, handing in, lists, every move; the same scope and words as the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Body, Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import BaseModel

from yishang.contexts.bundles import forms, queries, rules, services
from yishang.kernel.cases.forms import faults_of
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.views import IdempotencyKey, Moment, once_under
from yishang.kernel.context import REFUSALS, InvalidInput
from yishang.kernel.directory.rules import WITHOUT_BUSINESS, Actor
from yishang.kernel.evidence import services as evidence

router = Router(tags=["一件事一次办"])
PAPERS_MOST, PICTURES_MOST = 60, 30


class PlanIn(Schema):
    """The answers, question → word."""

    answers: dict[str, str]


class PackageIn(Schema):
    """What is handed in; `papers` are keys of the plan."""

    bundle: str = Field(max_length=12)
    uscc: str = Field(max_length=40)
    answers: dict[str, str]
    shop_name: str = Field(max_length=200)
    address: str = Field(max_length=200)
    papers: list[str] = Field(default_factory=list, max_length=PAPERS_MOST)
    images: list[int] = Field(default_factory=list, max_length=PICTURES_MOST)


class PaperOut(BaseModel):
    key: str
    name: str
    users: list[str]
    is_required: bool
    spared_by: str


class PlanOut(BaseModel):
    """Half working days; `one_by_one` is the same done one after another."""

    bundle: str
    half_days: int
    one_by_one: int
    departments: list[str]
    items: list[str]
    papers: list[PaperOut]


class PackageRow(BaseModel):
    number: str
    title: str
    bundle: str
    company: str
    uscc: str
    state: str
    state_label: str
    unit_name: str
    opened_at: Moment
    due_at: Moment | None
    closed_at: Moment | None
    version: int


class PackagePage(BaseModel):
    items: list[PackageRow]
    next: str | None
    total: int


class MovesOut(PackageRow):
    """A whole matter or a part as it stands, and what the caller can do with it; `parts` of a whole."""

    moves: list[str]
    parts: list[str]


class PackagesAsked(Schema):
    """What a list is asked for; empty means any. `view`: parts or packages."""

    view: str = Field("packages", max_length=10)
    heap: str = Field("all", max_length=12)
    state: str = Field("", max_length=16)
    bundle: str = Field("", max_length=12)
    county: str = Field("", max_length=12)
    q: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=20)


class Stored(BaseModel):
    id: int
    thumbnail: str


@router.post("/bundles/{code}/plan", response={200: PlanOut, **REFUSALS}, summary="按回答算材料和天数")
def read_plan(request: HttpRequest, code: str, payload: PlanIn) -> dict[str, Any]:
    """What complete answers come to; nothing is kept."""
    _, now = _caller(request)
    bundle, plan = queries.plan(code, payload.answers, on=localdate(now))
    papers = [
        {
            "key": one.key, "name": one.material.name, "users": [plan.items[item].name for item in one.items],
            "is_required": one.is_required,
            "spared_by": one.exempt_by or (plan.items[one.from_item].name if one.from_item else ""),
        }
        for one in plan.papers
    ]  # fmt: skip
    return {
        "bundle": bundle.title, "half_days": plan.half_days, "one_by_one": plan.before.half_days,
        "departments": list(plan.departments), "items": [one.name for one in plan.items.values()], "papers": papers,
    }  # fmt: skip


@router.post("/packages", response={201: MovesOut, **REFUSALS}, summary="交一件事")
def open_package(request: HttpRequest, payload: PackageIn, key: IdempotencyKey = "") -> Status[Any]:
    """Hand a bundle in, all or nothing; sent again under its key it is the same matter."""
    actor, now = _caller(request)
    form = forms.IntakeForm(payload.model_dump())
    if not form.is_valid():
        raise InvalidInput(faults_of(form))
    given = form.cleaned_data | {"bundle": payload.bundle, "answers": payload.answers}
    entry = services.IntakeEntry(picture_ids=given.pop("images"), **given)

    def act() -> dict[str, str]:
        return {"number": services.open_package(actor=actor, entry=entry, at=now).case.number}

    answer = once_under(key, actor=actor, said=payload.model_dump(mode="json"), act=act, at=now)
    return Status(201, _standing(actor, answer["number"], now))


@router.get("/packages", response={200: PackagePage, **REFUSALS}, summary="一件事办件列表")
def list_packages(request: HttpRequest, asked: Query[PackagesAsked]) -> dict[str, Any]:
    """Newest first."""
    actor, now = _caller(request)
    wanted = queries.Wanted(**asked.model_dump(exclude={"limit", "cursor"}))
    page = queries.page(actor, wanted, now=now, cursor=asked.cursor, limit=asked.limit)
    return {
        "items": [queries.row(one, now=now) for one in page.items], "next": page.next or None, "total": page.total,
    }  # fmt: skip


@router.get("/packages/{number}", response={200: MovesOut, **REFUSALS}, summary="一件事办件详情")
def read_package(request: HttpRequest, number: str) -> dict[str, Any]:
    """A whole matter (TC-…) or a part (TB-…)."""
    actor, now = _caller(request)
    return _standing(actor, number, now)


@router.post("/packages/{number}/moves/{move}", response={200: MovesOut, **REFUSALS}, summary="办理一件事")
def move_package(
    request: HttpRequest,
    number: str,
    move: str,
    payload: Body[dict[str, Any]] = {},  # noqa: B006
    key: IdempotencyKey = "",
) -> dict[str, Any]:
    """The body holds the fields of the move and, if wanted, the `version` that was seen."""
    actor, now = _caller(request)
    workflow = rules.PART if number.startswith("TB-") else rules.PACKAGE
    if not workflow.has_move(move) or move not in forms.INTENTIONS:
        raise CaseNotVisible(f"{number} 的动作 {move}")
    values = dict(payload)
    version = values.pop("version", None)
    if version is not None and type(version) is not int:
        raise InvalidInput({"version": "应为整数。"})

    def act() -> dict[str, str]:
        forms.carry_out(actor=actor, number=number, move=move, values=values, at=now, version=version)
        return {"number": number}

    once_under(key, actor=actor, said={"number": number, "move": move, **payload}, act=act, at=now)
    return _standing(actor, number, now)


@router.post("/bundles/images", response={201: Stored, **REFUSALS}, summary="上传一件事材料照片")
def store_bundle_picture(request: HttpRequest, image: File[UploadedFile]) -> Status[Any]:
    """One picture, to be attached when papers are handed in. The same again is the same."""
    actor, now = _caller(request)
    picture = evidence.store_picture(actor=actor, upload=image, at=now)  # in no transaction: decoding takes seconds
    return Status(201, {"id": picture.pk, "thumbnail": f"/pictures/{picture.pk}/thumbnail/"})


def _standing(actor: Actor, number: str, now: datetime) -> dict[str, Any]:
    """How a whole matter or a part stands for this caller. Raises CaseNotVisible."""
    if number.startswith("TB-"):
        part = queries.part_detail(actor, number, now=now)
        return {**queries.row(part.case, now=now), "moves": [one.name for one in part.moves], "parts": []}
    found = queries.detail(actor, number, now=now)
    moves = [one.name for one in found.moves if one.name in forms.INTENTIONS]
    parts = [line.part.case.number for line in found.parts]
    return {**queries.row(found.case, now=now), "moves": moves, "parts": parts}


def _caller(request: HttpRequest) -> tuple[Actor, datetime]:
    """Who asks, and when. Raises IntakeNotYours for administrators, who have no business here."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role in WITHOUT_BUSINESS:
        raise rules.IntakeNotYours("您的岗位不办理一件事。", next_step="需要查看的，请联系行政审批局。")
    return actor, request.now  # type: ignore[attr-defined]
