"""From the finished draft to the counties: submitted, signed by somebody else, issued with a number and fixed files."""

from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.reports import queries, rules
from yishang.contexts.reports.models import Report, ReportFile
from yishang.contexts.reports.services.documents import FORMS, check_paper, render
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.documents.rules import FontMissing
from yishang.kernel.geo import queries as geo

MARK = "营商办发"  # 机关代字, after the first character of the city's name
SERIES = "WH"


@transaction.atomic
def submit_report(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Report:
    """Send a draft to be signed. Raises TextDisagrees when a number is not the annex's, and what claim raises."""
    claim, report = _claimed(actor, number, "submit_report", at, version)
    _refuse_wrong_numbers(report)
    cases.move(claim=claim, at=at, data={"note": note.strip()})
    return report


@transaction.atomic
def return_report(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Report:
    """Give a draft back to be worked over. Raises InvalidInput without a reason, and what claim raises."""
    claim, report = _claimed(actor, number, "return_report", at, version)
    cases.move(claim=claim, at=at, data={"note": _reason(reason)})
    return report


@transaction.atomic
def sign_report(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Report:
    """Sign in one's own name. Raises OwnDraft for whoever drafted, edited or submitted it, TextDisagrees, claim's."""
    claim, report = _claimed(actor, number, "sign_report", at, version)
    if actor.id in queries.handled_by(number):
        raise rules.OwnDraft(
            "您拟稿、改稿或送签过这份稿子，不能自己签发。", next_step="请另一位负责人签发（经办≠审核）。"
        )
    _refuse_wrong_numbers(report)
    report.signed_by_name, report.signed_at = actor.name, at
    report.save(update_fields=["signed_by_name", "signed_at"])
    cases.move(claim=claim, at=at, data={"signed_by": actor.name, "note": note.strip(), "digest": report.month.digest})
    return report


@transaction.atomic
def issue_report(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Report:
    """Give it its number (发文字号), fix its files and tell counties and departments. Raises what claim raises.

    Without a font for PDFs the Word document and the annex go out alone.
    """
    claim, report = _claimed(actor, number, "issue_report", at, version)
    report.doc_number, report.issued_at = _next_number(report.month.city_id, localdate(at)), at
    report.save(update_fields=["doc_number", "issued_at"])
    digests = _fix_files(report, localdate(at))
    data = {"doc_number": report.doc_number, "files": digests, "note": note.strip(), "month": report.month.period}
    cases.move(claim=claim, at=at, data=data, changes={"closed_at": at})
    return report


@transaction.atomic
def drop_report(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Report:
    """Do away with a draft, so that another can be made. Raises InvalidInput without a reason, and claim's."""
    claim, report = _claimed(actor, number, "drop_report", at, version)
    cases.move(claim=claim, at=at, data={"note": _reason(reason)}, changes={"closed_at": at})
    return report


def _claimed(actor: Actor, number: str, move: str, at: datetime, version: int | None) -> tuple[Claim, Report]:
    claim = cases.claim(actor=actor, workflow=rules.REPORT, number=number, move=move, at=at, version=version)
    return claim, Report.objects.select_related("case", "month").get(case=claim.case)


def _reason(text: str) -> str:
    if not text.strip():
        raise InvalidInput({"reason": "请写明理由。"})
    return text.strip()


def _refuse_wrong_numbers(report: Report) -> None:
    """Write the document and the annex, read both again, and compare."""
    document, annex = (render(report=report, form=form, is_draft=True, day=None) for form in ("docx", "xlsx"))
    if found := check_paper(report=report, document=document, annex=annex):
        raise rules.TextDisagrees({"text": "".join(one.words for one in found)}, next_step="请退回修改后再送签。")


def _next_number(city: str, day: date) -> str:
    series = documents.next_number(prefix=SERIES, region_code=city, day=day.replace(month=1, day=1))
    return rules.doc_number(
        f"{geo.short_name_of(city)[:1]}{MARK}", year=day.year, sequence=int(series.rpartition("-")[2])
    )


def _fix_files(report: Report, day: date) -> dict[str, str]:
    """Keep each file as it goes out; form → SHA-256."""
    digests: dict[str, str] = {}
    for form in FORMS:
        try:
            content = render(report=report, form=form, is_draft=False, day=day)
        except FontMissing:
            continue
        digests[form] = sha256(content).hexdigest()
        ReportFile.objects.create(report=report, form=form, content=content, digest=digests[form])
    return digests
