"""Reports as their unit and as their author read them. Nothing here hands out who reported but `identity_of`."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from yishang.contexts.public_supervision import rules
from yishang.contexts.public_supervision.models import Grant, Report, Reporter
from yishang.contexts.public_supervision.queries.topics import open_moves
from yishang.kernel import sealing
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import Move
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import ANSWERING, Actor
from yishang.kernel.evidence import queries as evidence

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

HEAPS = {
    "waiting": ("待办", ("RECEIVED", "DECIDING", "DECIDED", "MEDIATING", "ENDED")),
    "received": ("已收到", ("RECEIVED",)),
    "deciding": ("待复核", ("DECIDING",)),
    "telling": ("待告知", ("DECIDED", "ENDED")),
    "mediating": ("调解中", ("MEDIATING",)),
    "ended": ("已结束", ("TOLD", "SETTLED", "REFUSED")),
    "all": ("全部", tuple(state.code for state in rules.REPORT.states)),
}


def reports_of_unit(actor: Actor, *, heap: str, field: str = "", now: datetime) -> "QuerySet[Case]":
    """The reports of the actor's own unit, of no other: a whole city's office has no business with them.

    Raises InvalidInput for a heap that does not exist.
    """
    if heap not in HEAPS:
        raise InvalidInput({"heap": f"没有“{heap}”这个选项。"})
    rows = cases.visible_to(actor, kind=rules.REPORT_KIND, on=localdate(now))
    if actor.unit_id is None or actor.role not in ANSWERING:
        return rows.none()
    rows = rows.filter(unit_id=actor.unit_id, state__in=HEAPS[heap][1])
    if field:
        rows = rows.filter(category=field)
    return rows.select_related("public_report").order_by("-id")


def report_for(actor: Actor, number: str) -> Report:
    """A report of the actor's own unit. Raises NotFound."""
    found = None
    if actor.unit_id is not None and actor.role in ANSWERING:
        rows = Report.objects.select_related("case__unit")
        found = rows.filter(case__number=number, case__unit_id=actor.unit_id).first()
    if found is None:
        raise rules.NotFound("这件投诉举报")
    return found


def moves_of(actor: Actor, report: Report) -> list[Move]:
    """The moves that are open to this person and belong to what the matter is."""
    found = [
        move for move in open_moves(actor, report.case, rules.REPORT) if rules.is_of_nature(move.name, report.nature)
    ]
    return [move for move in found if not _is_closed(move.name, report, actor)]


def _is_closed(move: str, report: Report, actor: Actor) -> bool:
    own = move in ("confirm_decision", "return_decision") and report.drafted_by_id == actor.id
    own = own or (move == "take_report" and report.handler_id == actor.id)
    done = (move == "extend_report" and report.is_extended) or (move == "transfer_report" and report.is_transferred)
    return own or done or (move == "convert_to_complaint" and not report.is_named)


def told_in(report: Report) -> dict[str, str]:
    """What was reported: accused, conduct, evidence."""
    told: dict[str, str] = json.loads(sealing.unseal(report.told, purpose=rules.TEXT_KEY))
    return told


def messages_of(report: Report) -> list[dict[str, Any]]:
    """What both sides said, in order: text, whether it is the unit's, the day."""
    return [
        {
            "text": sealing.unseal(one.text, purpose=rules.TEXT_KEY).decode(),
            "is_from_unit": one.is_from_unit,
            "on": one.on,
        }
        for one in report.messages.order_by("id")
    ]


def pictures_of(number: str) -> list[Any]:
    """The pictures of a report."""
    return evidence.pictures_of(pictures_subject(number))


def pictures_subject(number: str) -> str:
    """Under what the pictures of a report are kept: no matter's number, so that no other page finds them."""
    return f"report:{_keyed('pictures', number)[:40]}"


def locator_of(number: str) -> str:
    """Where the author of a report is kept; without the installation's secret nobody finds one by the other."""
    return _keyed("reporter", number)


def has_identity(report: Report) -> bool:
    return Reporter.objects.filter(locator=locator_of(report.case.number)).exists()


def identity_of(report: Report) -> dict[str, Any]:
    """Name, phone, insider; nothing for an anonymous one. Only `open_identity` shows it to a person."""
    found = Reporter.objects.filter(locator=locator_of(report.case.number)).first()
    if found is None:
        return {}
    known: dict[str, Any] = json.loads(sealing.unseal(found.sealed, purpose=found.key))
    return known


def new_receipt(page_key: str) -> str:
    """The receipt code that belongs to a page."""
    return rules.receipt_for(_secret(settings.SECRET_KEY), page_key)


def kept_receipt(receipt: str) -> str:
    """What is kept of a receipt code from now on."""
    return rules.kept_receipt(_secret(settings.SECRET_KEY), receipt)


def report_by_receipt(receipt: str) -> Report | None:
    """The report of a receipt code, also of one given out under a former secret."""
    typed = rules.read_receipt(receipt)
    if not typed:
        return None
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    kept = [rules.kept_receipt(_secret(one), typed) for one in secrets]
    return Report.objects.select_related("case__unit").filter(receipt__in=kept).first()


def report_title(field: str, nature: str) -> str:
    """What lists call it: never what it says."""
    return f"{rules.FIELDS.get(field, '其他')}{rules.NATURES[nature]}"


def reports_since(day: datetime) -> list[str]:
    """The numbers of reports that came in since that day and wait to be taken."""
    rows = cases.subjects_of(rules.REPORT_KIND).filter(state="RECEIVED", opened_at__gte=day)
    return list(rows.order_by("pk").values_list("number", flat=True))


def matter(number: str) -> "Case | None":
    """A topic or report by its number, for telling its unit."""
    found: Case | None = None
    for kind in (rules.TOPIC_KIND, rules.REPORT_KIND):
        found = found or cases.subjects_of(kind).filter(number=number).first()
    return found


def nature_of(case: "Case") -> str:
    """投诉 or 举报; nothing for a topic."""
    return case.public_report.get_nature_display() if case.kind == rules.REPORT_KIND else ""


def mediations_over(*, at: datetime) -> list[str]:
    """The numbers of complaints whose 45 working days of mediation have ended."""
    rows = cases.subjects_of(rules.REPORT_KIND).filter(state="MEDIATING", due_at__lt=at, is_paused=False)
    return list(rows.order_by("pk").values_list("number", flat=True))


def waiting_grant(report: Report, *, locked: bool = False) -> Grant | None:
    """What the present handling officer has asked and nobody has allowed; what a former one asked has lapsed."""
    rows = report.grants.select_for_update() if locked else report.grants.all()
    return rows.filter(granted_at=None, asked_by_id=report.handler_id or 0).first()


def was_allowed(report: Report, actor: Actor) -> bool:
    """Whether this person has been allowed to see who reported, now or before."""
    return actor.id is not None and report.grants.filter(asked_by_id=actor.id, granted_at__isnull=False).exists()


def open_grants(report: Report, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """How it stands with seeing who reported: whether this person may ask, allow, or look."""
    waiting = waiting_grant(report)
    handles = report.handler_id is not None and report.handler_id == actor.id
    allowed = report.grants.filter(asked_by_id=actor.id or 0, granted_at__lte=at, ends_at__gt=at).first()
    return {
        "exists": has_identity(report),
        "waiting": waiting,
        "may_ask": handles and waiting is None and allowed is None,
        "may_grant": waiting is not None and waiting.asked_by_id != actor.id,
        "may_open": handles and allowed is not None,
        "handles": handles,
    }


def _keyed(what: str, number: str) -> str:
    return salted_hmac(f"public_supervision.{what}", number, algorithm="sha256").hexdigest()


def _secret(secret: str | bytes) -> bytes:
    return b"public_supervision.receipt:" + (secret if isinstance(secret, bytes) else secret.encode())
