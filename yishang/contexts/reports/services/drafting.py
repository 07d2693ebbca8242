"""Drafting a report about a frozen month, and wording it differently."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.reports import queries, rules
from yishang.contexts.reports.models import Month, Report
from yishang.contexts.reports.services.documents import check_blocks, office_of
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents

PREFIXES = {"MONTHLY": "YB", "BULLETIN": "TB"}
TEXT_LONGEST = 2000


@transaction.atomic
def draft_report(*, actor: Actor, city: str, kind: str, period: str, at: datetime) -> Report:
    """Draft a 月报 (MONTHLY) or 通报 (BULLETIN) of a frozen month.

    Raises InvalidInput (kind, month), MonthNotFrozen, DraftedAlready; posts other than the city's office are refused
    by their pages.
    """
    if kind not in rules.KINDS:
        raise InvalidInput({"kind": "请选择月报或通报。"})
    month = Month.objects.select_for_update().get(pk=queries.month_of(city, period).pk)  # one draft at a time
    live = Report.objects.filter(month=month, kind=kind).exclude(case__state="DROPPED").select_related("case").first()
    if live is not None:
        raise rules.DraftedAlready(
            f"{period} 的{rules.KINDS[kind]}已有 {live.case.number}。", next_step="请在原稿上改；要重拟的，先作废原稿。"
        )
    composed = rules.compose(kind, queries.figures(month), office=office_of(city=city))
    case = cases.open_case(
        actor=actor, workflow=rules.REPORT, title=composed.title, region_code=city, applicant_id=None, category="",
        number=documents.next_number(prefix=PREFIXES[kind], region_code=city, day=localdate(at)),
        at=at, fact="drafted", data={"month": period, "digest": month.digest}, clocks_to_start={}, in_rate=False,
    )  # fmt: skip
    return Report.objects.create(
        case=case, kind=kind, month=month, blocks=[block.kept() for block in composed.blocks], drafted_by_id=actor.id,
        drafted_by_name=actor.name,
    )  # fmt: skip


@transaction.atomic
def edit_report(
    *, actor: Actor, number: str, texts: Mapping[str, str], at: datetime, version: int | None = None
) -> Report:
    """Word pieces of a draft differently (block → text; empty leaves the piece out). Numbers must stay the annex's.

    Raises TextDisagrees (with the pieces as fields), InvalidInput, and what claim raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.REPORT, number=number, move="edit_report", at=at, version=version)
    report = Report.objects.select_related("case", "month").get(case=claim.case)
    blocks = [rules.Block.of(kept) for kept in report.blocks]
    if unknown := set(texts) - {block.key for block in blocks if block.is_editable}:
        raise InvalidInput({key: "这一段不能改。" for key in sorted(unknown)})
    worded = [replace(block, text=_plain(texts.get(block.key, block.text))) for block in blocks]
    faults = {block.key: f"最多 {TEXT_LONGEST} 字。" for block in worded if len(block.text) > TEXT_LONGEST}
    faults |= check_blocks(report=report, blocks=worded)
    if faults:
        raise rules.TextDisagrees(faults, next_step="请按附表改正数字；其余改动都还在。")
    changed = [block.key for block, before in zip(worded, blocks, strict=True) if block != before]
    report.blocks = [block.kept() for block in worded if block.text or block.rows]
    report.save(update_fields=["blocks"])
    cases.move(claim=claim, at=at, data={"changed": changed})
    return report


def _plain(text: str) -> str:
    """Lines without blanks around them, empty ones left out."""
    return "\n".join(line for line in (one.strip("　 \t") for one in text.splitlines()) if line)
