"""AUD's page: the journal, searched and exported. Looking is a fact too."""

import json
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from yishang.contexts.outreach.views.access import open_to
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal import services as journal_services
from yishang.kernel.parties.rules import mask_phone
from yishang.site.administration import listing

AUD = frozenset({Role.AUD})
FILTERS = ("person", "verb", "subject", "since", "until")
HEAD = ("编号", "时间", "经办人", "经办人编号", "岗位", "单位", "事项", "对象", "序号", "内容", "封存", "摘要")
A_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
ROLES = {"SYSTEM": "系统"}


@require_safe
@open_to(AUD)
def audit(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Facts of everybody, the newest first."""
    asked, faults = _asked(request)
    page = listing.page_of(request, _found(asked), FILTERS)
    _tell(request, actor, "read", asked)
    words = {"page": page, "rows": [_row(fact) for fact in page.rows], "faults": faults}
    return render(request, "administration/audit.html", words, status=422 if faults else 200)


@require_safe
@open_to(AUD)
def export(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """What was found as a sheet, written while it is read."""
    asked, _faults = _asked(request)
    _tell(request, actor, "exported", asked)

    def line(fact: Any) -> tuple[object, ...]:
        row = _row(fact)
        return (
            fact.pk, listing.moment(fact.at), fact.actor_name, fact.actor_id, row["role"], fact.unit_name, fact.verb,
            fact.subject, fact.sequence, row["data"], fact.seal_id, fact.digest,
        )  # fmt: skip

    return listing.send(request, actor, "审计留痕", HEAD, _found(asked), line)


def _asked(request: HttpRequest) -> tuple[dict[str, Any], dict[str, str]]:
    """The filters, days as dates, and what is wrong with them."""
    asked: dict[str, Any] = dict(listing.asked_of(request, FILTERS))
    faults = {}
    for name in ("since", "until"):
        try:
            asked[name] = date.fromisoformat(asked[name]) if asked[name] else None
        except ValueError:
            asked[name], faults[name] = None, "请填写日期，例如 2019-12-31"
    return asked, faults


def _found(asked: dict[str, Any]) -> Any:
    return journal.facts_found(
        person=asked["person"],
        verb=asked["verb"],
        subject=asked["subject"],
        since=_midnight(asked["since"]),
        until=_midnight(asked["until"] + timedelta(days=1)) if asked["until"] and asked["until"] < date.max else None,
    )


def _midnight(day: date | None) -> datetime | None:
    return make_aware(datetime.combine(day, time())) if day and day > date(1, 1, 2) else None


@transaction.atomic
def _tell(request: HttpRequest, actor: Actor, what: str, asked: dict[str, Any]) -> None:
    filters = {name: str(word) for name, word in asked.items() if word}
    if before := request.GET.get("before", ""):
        filters["before"] = before[:20]
    at: datetime = request.now  # type: ignore[attr-defined]
    journal_services.record(
        actor=actor, verb=f"journal.audit.{what}", subject=f"account:{actor.id}", at=at, data=filters, internal=True
    )


def _row(fact: Any) -> dict[str, Any]:
    """A fact in words; phones in it are masked, for an audit asks who did what, not how to ring whom."""
    text = json.dumps(fact.data, ensure_ascii=False, sort_keys=True) if fact.data else ""
    known = fact.actor_role in list(Role)
    return {
        "fact": fact,
        "role": Role(fact.actor_role).label if known else ROLES.get(fact.actor_role, fact.actor_role),
        "data": A_PHONE.sub(lambda found: mask_phone(found[0]), text),
    }
