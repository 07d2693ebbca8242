"""Policies and survey problems for machines: reading only, with the same scope and words as the pages."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel

from yishang.contexts.policies import queries, rules
from yishang.contexts.policies.models import Policy
from yishang.kernel.cases.views import Moment
from yishang.kernel.context import REFUSALS
from yishang.kernel.directory.rules import WITHOUT_OUTREACH, Actor
from yishang.kernel.geo import queries as geo

router = Router(tags=["惠企政策"])


class PolicyRow(BaseModel):
    number: str
    title: str
    doc_no: str
    issuer: str
    issue_date: date
    valid_to: date | None
    aspect: str
    state: str
    in_force: bool
    tags: list[str]
    region: str
    source_url: str


class PolicyPage(BaseModel):
    items: list[PolicyRow]
    next: str | None
    total: int


class PolicyDetail(PolicyRow):
    """`audience` is empty where a policy is for everybody."""

    text: str
    audience: dict[str, Any]


class ProblemRow(BaseModel):
    """One line of the strike-off list."""

    number: str
    title: str
    detail: str
    state: str
    state_label: str
    company: str
    uscc: str
    subject: str
    county: str
    unit: str
    survey: str
    result: str
    is_confirmed: bool
    opened_at: Moment
    due_at: Moment | None
    closed_at: Moment | None
    version: int


class ProblemPage(BaseModel):
    items: list[ProblemRow]
    next: str | None
    total: int


class PoliciesAsked(Schema):
    """What a list is asked for; empty means any."""

    aspect: str = Field("", max_length=4)
    state: str = Field("", max_length=12)
    validity: str = Field("", max_length=12)
    q: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=20)


class ProblemsAsked(Schema):
    """What a list is asked for; empty means any."""

    heap: str = Field("all", max_length=12)
    type: str = Field("", max_length=4)
    county: str = Field("", max_length=12)
    survey: str = Field("", max_length=40)
    q: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=20)


@router.get("/policies", response={200: PolicyPage, **REFUSALS}, summary="政策列表")
def list_policies(request: HttpRequest, asked: Query[PoliciesAsked]) -> dict[str, Any]:
    """Newest first; a key reads what its city published."""
    actor, now = _caller(request)
    wanted = queries.PoliciesWanted(**asked.model_dump(exclude={"limit", "cursor"}))
    rows = queries.policies_matching(actor, wanted, on=localdate(now))
    page = queries.newest(rows, cursor=asked.cursor, limit=asked.limit)
    return {"items": [_row(one, now) for one in page.items], "next": page.next or None, "total": page.total}


@router.get("/policies/{number}", response={200: PolicyDetail, **REFUSALS}, summary="政策详情")
def read_policy(request: HttpRequest, number: str) -> dict[str, Any]:
    """One policy with its text and whom it is for; reading it here is no receipt."""
    actor, now = _caller(request)
    found = queries.policy(actor, number)
    return {**_row(found, now), "text": found.text, "audience": found.audience}


@router.get("/problems", response={200: ProblemPage, **REFUSALS}, summary="销号清单")
def list_problems(request: HttpRequest, asked: Query[ProblemsAsked]) -> dict[str, Any]:
    """Problems that surveys brought up, the newest first."""
    actor, now = _caller(request)
    wanted = queries.ProblemsWanted(**asked.model_dump(exclude={"limit", "cursor"}))
    rows = queries.problems_matching(actor, wanted, now=now)
    items, total, following = queries.problem_page(rows, cursor=asked.cursor, limit=asked.limit)
    return {"items": [queries.problem_row(one, now=now) for one in items], "next": following or None, "total": total}


@router.get("/problems/{number}", response={200: ProblemRow, **REFUSALS}, summary="调查问题详情")
def read_problem(request: HttpRequest, number: str) -> dict[str, Any]:
    """One line of the strike-off list."""
    actor, now = _caller(request)
    return queries.problem_row(queries.problem(actor, number, now=now).case, now=now)


def _caller(request: HttpRequest) -> tuple[Actor, datetime]:
    """Who asks, and when. Raises WritingNotYours for administrators, who have no business here."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role in WITHOUT_OUTREACH:
        raise rules.WritingNotYours("您的岗位不办理政策和调查。", next_step="需要查看的，请联系营商办。")
    return actor, request.now  # type: ignore[attr-defined]


def _row(one: Policy, now: datetime) -> dict[str, Any]:
    names = ("number", "title", "doc_no", "issuer", "issue_date", "valid_to", "state", "tags", "source_url")
    return {
        **{name: getattr(one, name) for name in names},
        "aspect": one.aspect.name if one.aspect else "",
        "in_force": rules.is_in_force(state=one.state, valid_to=one.valid_to, on=localdate(now)),
        "region": geo.name_of(one.region_id),
    }
