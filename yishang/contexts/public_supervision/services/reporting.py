"""What the author of a report does: report, and with the receipt code read answers and add evidence.

Of the moment only the day is kept, of the network nothing, of pictures only the pixels (docs/adr/0019).
"""

import json
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.public_supervision import queries, rules
from yishang.contexts.public_supervision.models import Message, Report, Reporter
from yishang.contexts.public_supervision.services.deadlines import limit
from yishang.kernel import sealing
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.evidence import rules as evidence_rules
from yishang.kernel.evidence import services as evidence
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import rules as party_rules

REPORTER = Actor(id=None, name="举报人", role="PUB")
FIRST_CLOCK = {rules.REPORT_NATURE: rules.DECIDE, rules.COMPLAINT_NATURE: rules.ACCEPT}


def receive_report(
    *,
    entry: rules.ReportEntry,
    page_key: str,
    at: datetime,
    client: str = "",
    pictures: Sequence[bytes] = (),
    is_demo: bool = False,
) -> str:
    """Take a report in and answer its receipt code; the same page sent twice makes one report with one code.

    Call it outside a transaction. Raises InvalidInput, TooOften, and what evidence says of a picture.
    """
    if client:
        directory.count_client(what="report", client=client, at=at, most=rules.REPORTS_PER_CLIENT)
    phone_fault = party_rules.phone_fault(entry.phone) if entry.phone.strip() else None
    if faults := rules.report_faults(entry, phone_fault=phone_fault):
        raise InvalidInput(faults)
    receipt = queries.new_receipt(page_key if rules.PAGE_KEY.fullmatch(page_key) else secrets.token_urlsafe(16))
    if queries.report_by_receipt(receipt) is None:
        day, kept = rules.day_only(at.astimezone(SHANGHAI)), _without_traces(pictures)
        with transaction.atomic():
            _open(entry, receipt, day, kept, is_demo=is_demo)
    return receipt


def supplement_report(
    *, receipt: str, text: str, at: datetime, client: str = "", pictures: Sequence[bytes] = ()
) -> Report:
    """Add words or pictures under a receipt code. Raises ReceiptUnknown, InvalidInput, TooOften, evidence's."""
    if client:
        directory.count_client(what="report", client=client, at=at, most=rules.REPORTS_PER_CLIENT)
    report = queries.report_by_receipt(receipt)
    if report is None:
        raise rules.ReceiptUnknown
    if not text.strip() and not pictures:
        raise InvalidInput({"text": "请写几句话，或附上照片。"})
    author = queries.identity_of(report)
    fault = rules.own_word_fault(text, name=author.get("name", ""), phone=author.get("phone", ""))
    if fault or len(text) > 1000:
        raise InvalidInput({"text": fault or "最多 1000 个字。"})
    day, kept = rules.day_only(at.astimezone(SHANGHAI)), _without_traces(pictures)
    with transaction.atomic():
        _keep_pictures(report.case.number, kept, day)
        keep_message(report=report, text=text, is_from_unit=False, on=localdate(day))
        journal.record(
            actor=REPORTER, verb=f"{rules.REPORT_KIND}.supplemented", subject=report.case.number, at=day,
            data={"pictures": len(kept)},
        )  # fmt: skip
    return report


def keep_message(*, report: Report, text: str, is_from_unit: bool, on: date) -> None:
    """Keep what one side said, sealed; nothing for no words."""
    if text.strip():
        sealed = sealing.seal(text.strip().encode(), purpose=rules.TEXT_KEY)
        Message.objects.create(report=report, text=sealed, is_from_unit=is_from_unit, on=on)


def _open(entry: rules.ReportEntry, receipt: str, day: datetime, pictures: list[bytes], *, is_demo: bool) -> None:
    city, code = geo.home_city(), FIRST_CLOCK[entry.nature]
    number = documents.next_number(prefix="JB", region_code=city, day=localdate(day))
    case = cases.open_case(
        actor=REPORTER, workflow=rules.REPORT, number=number, region_code=city, applicant_id=None, at=day,
        title=f"{rules.FIELDS[entry.field]}{rules.NATURES[entry.nature]}", category=entry.field, fact="received",
        data={"nature": entry.nature, "named": entry.is_named}, unit_id=queries.answering_unit(city),
        clocks_to_start={code: limit(process=rules.REPORT_KIND, code=code, at=day)},
    )  # fmt: skip
    told = {"accused": entry.accused.strip(), "conduct": entry.conduct.strip(), "evidence": entry.evidence.strip()}
    Report.objects.create(
        case=case, nature=entry.nature, receipt=queries.kept_receipt(receipt), is_named=entry.is_named,
        wants_reward=entry.wants_reward, told=sealing.seal(json.dumps(told).encode(), purpose=rules.TEXT_KEY),
        is_demo=is_demo,
    )  # fmt: skip
    _keep_identity(entry, number)
    _keep_pictures(number, pictures, day)


def _keep_identity(entry: rules.ReportEntry, number: str) -> None:
    """Who they are, and whether they work there, which would tell it as well."""
    if not entry.is_named and not entry.is_insider:
        return
    phone = party_rules.normalise_phone(entry.phone)
    known = {"name": entry.name.strip(), "phone": phone, "insider": entry.is_insider}
    sealed = sealing.seal(json.dumps(known).encode(), purpose=rules.IDENTITY_KEY)
    Reporter.objects.create(locator=queries.locator_of(number), key=rules.IDENTITY_KEY, sealed=sealed)


def _without_traces(pictures: Sequence[bytes]) -> list[bytes]:
    """Pixels only, drawn anew: no place, no time, no camera, no name. Raises evidence's refusals, InvalidInput."""
    if len(pictures) > rules.PICTURES_MOST:
        raise InvalidInput({"images": f"一次最多附 {rules.PICTURES_MOST} 张照片。"})
    return [evidence_rules.clean(content).content for content in pictures]


def _keep_pictures(number: str, pictures: list[bytes], day: datetime) -> None:
    """Kept under a name that is no matter's, so that only this process shows them."""
    kept = [evidence.store_picture(actor=REPORTER, upload=BytesIO(content), at=day) for content in pictures]
    subject = queries.pictures_subject(number)
    evidence.attach(actor=REPORTER, picture_ids=[one.pk for one in kept], subject=subject)
