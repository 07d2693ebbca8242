"""Credit for machines: the counter's question, and registrations, licences and penalties from other systems."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Body, Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import BaseModel

from yishang.contexts.credit import forms, queries, rules, services
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.views import IdempotencyKey, Moment, once_under
from yishang.kernel.context import REFUSALS, InvalidInput
from yishang.kernel.directory.rules import WITHOUT_BUSINESS, Actor
from yishang.kernel.evidence import services as evidence

router = Router(tags=["信用监管"])
ROWS_MOST = 500


class Asked(Schema):
    """Whom the counter asks about, and why."""

    uscc: str = Field(max_length=40)
    purpose: str = Field("", max_length=100)


class RestrictionOut(BaseModel):
    """One measure in force; `is_doubtful` where the clause is still to be checked (待核)."""

    code: str
    name: str
    effect: str
    basis: str
    is_doubtful: bool
    list: str
    matter: str
    department: str
    since: date
    until: date | None


class StandingOut(BaseModel):
    list: str
    matter: str
    since: date | None
    until: date | None


class AnswerOut(BaseModel):
    """`is_known` false: the platform knows nothing of this party, which is not to say that it is free."""

    uscc: str
    name: str
    as_of: Moment
    is_known: bool
    is_restricted: bool
    restrictions: list[RestrictionOut]
    standings: list[StandingOut]


class RowsIn(Schema):
    """Rows as the import's template names their columns; all of them text."""

    rows: list[dict[str, str]] = Field(min_length=1, max_length=ROWS_MOST)


class TakenOut(BaseModel):
    new: int
    known: int


class MatterOut(BaseModel):
    """A matter of any kind: a push, a warning, a listing, a sanction, a repair; with what the caller may do now."""

    number: str
    title: str
    company: str
    uscc: str
    state: str
    state_label: str
    lamp: str
    unit_name: str
    opened_at: Moment
    due_at: Moment | None
    closed_at: Moment | None
    version: int
    moves: list[str]


class Stored(BaseModel):
    id: int
    thumbnail: str


@router.get("/credit/restrictions", response={200: AnswerOut, **REFUSALS}, summary="信用限制查询")
def ask_restrictions(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Is this party restricted, by which rule, on which basis, until when, as of now. Every question leaves a trace."""
    actor, now = _caller(request)
    answer = services.ask_restrictions(actor=actor, uscc=asked.uscc, at=now, purpose=asked.purpose)
    return {
        **vars(answer), "is_known": answer.is_known, "is_restricted": answer.is_restricted,
        "restrictions": [vars(one) for one in answer.restrictions],
        "standings": [vars(one) for one in answer.standings],
    }  # fmt: skip


@router.post("/credit/registrations", response={200: TakenOut, **REFUSALS}, summary="送来登记信息（双告知）")
def send_registrations(request: HttpRequest, payload: RowsIn, key: IdempotencyKey = "") -> dict[str, Any]:
    """New registrations, all or none; each is told its licences and pushed. A party that came before is known."""
    return _taken(request, payload, key, services.take_registrations, rules.REGISTRATION_FIELDS)


@router.post("/credit/records", response={200: TakenOut, **REFUSALS}, summary="送来许可、处罚信息")
def send_records(request: HttpRequest, payload: RowsIn, key: IdempotencyKey = "") -> dict[str, Any]:
    """Licences, penalties, reports, complaints and ratings, all or none; a document of a source comes in once."""
    return _taken(request, payload, key, services.take_records, rules.RECORD_FIELDS)


@router.get("/credit/matters/{number}", response={200: MatterOut, **REFUSALS}, summary="信用监管办件详情")
def read_credit_matter(request: HttpRequest, number: str) -> dict[str, Any]:
    """One matter with the moves open to the caller."""
    actor, now = _caller(request)
    return _told(actor, number, now)


@router.post("/credit/matters/{number}/moves/{move}", response={200: MatterOut, **REFUSALS}, summary="办理信用监管办件")
def move_credit_matter(
    request: HttpRequest,
    number: str,
    move: str,
    payload: Body[dict[str, Any]] = {},  # noqa: B006
    key: IdempotencyKey = "",
) -> dict[str, Any]:
    """The body holds the fields of the move and, if wanted, the `version` that was seen."""
    actor, now = _caller(request)
    if not queries.workflow_of(number).has_move(move) or move not in forms.INTENTIONS:
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


@router.post("/credit/images", response={201: Stored, **REFUSALS}, summary="上传信用证据照片")
def store_credit_picture(request: HttpRequest, image: File[UploadedFile]) -> Status[Any]:
    """One picture, to be attached to a defence or an application. The same again is the same."""
    actor, now = _caller(request)
    picture = evidence.store_picture(actor=actor, upload=image, at=now)  # in no transaction: decoding takes seconds
    return Status(201, {"id": picture.pk, "thumbnail": f"/pictures/{picture.pk}/thumbnail/"})


def _told(actor: Actor, number: str, now: datetime) -> dict[str, Any]:
    found = queries.detail(actor, number, now=now)
    return {**queries.row(found.case, found.workflow, now=now), "moves": [one.name for one in found.moves]}


def _taken(request: HttpRequest, payload: RowsIn, key: str, take: Any, fields: Any) -> dict[str, Any]:
    actor, now = _caller(request)
    names = {one.name for one in fields}
    if unknown := {name for row in payload.rows for name in row} - names:
        raise InvalidInput({sorted(unknown)[0]: "没有这一列。"})
    rows = [{name: row.get(name, "").strip() for name in names} for row in payload.rows]

    def act() -> dict[str, int]:
        taken = take(actor=actor, rows=rows, at=now)
        return {"new": taken.new, "known": taken.known}

    return once_under(key, actor=actor, said=payload.model_dump(mode="json"), act=act, at=now)


def _caller(request: HttpRequest) -> tuple[Actor, datetime]:
    """Who asks, and when. Raises CreditNotYours for administrators, who have no business here."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role in WITHOUT_BUSINESS:
        raise rules.CreditNotYours("您的岗位不办理信用监管。", next_step="需要查看的，请联系市场监管局。")
    return actor, request.now  # type: ignore[attr-defined]
