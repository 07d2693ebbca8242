"""一细则: the city's rules for inspections, by version; drafted by one, published by another, older versions stay."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from yishang.contexts.random_inspection import rules
from yishang.contexts.random_inspection.models import Guideline
from yishang.contexts.random_inspection.services.publishing import publish_guideline_row
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import services as journal

TEXT_LEAST = 20


@transaction.atomic
def draft_guideline(
    *, actor: Actor, title: str, doc_no: str, effective_from: date, text: str, at: datetime
) -> Guideline:
    """Write the next version down. Raises NotYours, InvalidInput (title, text)."""
    rules.check_keeps(actor, "实施细则")
    faults = {} if title.strip() else {"title": "请填写名称。"}
    if len(text.strip()) < TEXT_LEAST:
        faults["text"] = f"正文至少 {TEXT_LEAST} 个字。"
    if faults:
        raise InvalidInput(faults)
    last = Guideline.objects.filter(city_id=actor.city_code).aggregate(last=Max("version"))["last"] or 0
    made = Guideline.objects.create(
        city_id=actor.city_code, version=last + 1, title=title.strip(), doc_no=doc_no.strip(), text=text.strip(),
        effective_from=effective_from, drafted_by_id=actor.id, drafted_by_name=actor.name, drafted_at=at,
    )  # fmt: skip
    _record(actor, made, "drafted", at, first=True)
    return made


@transaction.atomic
def publish_guideline(*, actor: Actor, version: int, at: datetime) -> Guideline:
    """Make a version public for good; not by who drafted it. Raises NotYours, NothingThere, OwnDraft, InvalidInput."""
    rules.check_keeps(actor, "实施细则")
    found = Guideline.objects.select_for_update().filter(city_id=actor.city_code, version=version).first()
    if found is None:
        raise rules.NothingThere("这一版细则")
    if found.published_at is not None:
        raise InvalidInput({"version": "这一版已经发布。"})
    if found.drafted_by_id == actor.id:
        raise rules.OwnDraft("这一版细则")
    found.published_at, found.published_by_name = at, actor.name
    found.save(update_fields=["published_at", "published_by_name"])
    publish_guideline_row(actor=actor, guideline=found, at=at)
    _record(actor, found, "published", at)
    return found


def _record(actor: Actor, found: Guideline, fact: str, at: datetime, *, first: bool = False) -> None:
    journal.record(
        actor=actor, verb=f"random_inspection.guideline.{fact}", subject=f"guideline:{found.city_id}-{found.version}",
        at=at, data={"title": found.title, "version": found.version}, internal=fact == "drafted", first=first,
    )  # fmt: skip
