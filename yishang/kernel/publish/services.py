"""Publish, correct, withdraw: each leaves a fact that triggers nothing else. Who may is the caller's process to say."""

import json
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import services as journal
from yishang.kernel.journal.rules import SYSTEM, Signatory
from yishang.kernel.parties.rules import normalise_uscc, uscc_fault
from yishang.kernel.publish import queries, rules
from yishang.kernel.publish.models import Correction, Publication
from yishang.kernel.search.rules import folded

AT_ONCE = 500
DAY_IS_OVER = "公示期满"


@transaction.atomic
def publish(
    *,
    actor: Signatory,
    dataset: str,
    key: str,
    row: Mapping[str, object],
    about: str = "",
    at: datetime,
    until: date | None = None,
) -> Publication:
    """Make a row public from now on, until the day `until` (it is withdrawn on that day) or for good.

    `key` names the row within its dataset for good; `about` is the code of the company concerned. Natural persons are
    masked here, whatever the caller gave. The same key with the same row changes nothing.
    Raises DatasetNotFound, InvalidInput, AlreadyPublished (another row stands there), NotPublished (withdrawn).
    """
    found = queries.dataset(dataset)
    shown, code = rules.public_row(found, row), normalise_uscc(about)
    _check(key=key, about=code, until=until, at=at)
    made = Publication(
        dataset=dataset, key=key, row=shown, words=_words(shown, code), about=code, basis=found.basis,
        published_at=at, changed_at=at, until=until,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return _standing(dataset, key, shown)
    data = {"dataset": dataset, "key": key, "until": until.isoformat() if until else ""}
    _record(made, "published", actor=actor, at=at, data=data, first=True)
    return made


@transaction.atomic
def correct(
    *, actor: Signatory, dataset: str, key: str, row: Mapping[str, object], reason: str, at: datetime
) -> Publication:
    """Replace a public row; what it said before stays visible beside it with the reason.

    Raises DatasetNotFound, PublicationNotFound, InvalidInput (also when nothing differs), NotPublished.
    """
    found = queries.dataset(dataset)
    shown = rules.public_row(found, row)
    _check_reason(reason, "更正原因")
    kept = _locked(dataset, key)
    if kept.row == shown:
        raise InvalidInput({"row": "内容与现在公示的一样，没有可更正的。"})
    Correction.objects.create(publication=kept, former=kept.row, reason=_plain(reason), at=at)
    kept.row, kept.words, kept.changed_at = shown, _words(shown, kept.about), at
    kept.save(update_fields=["row", "words", "changed_at"])
    _record(kept, "corrected", actor=actor, at=at, data={"dataset": dataset, "key": key, "reason": reason})
    return kept


@transaction.atomic
def withdraw(*, actor: Signatory, dataset: str, key: str, reason: str, at: datetime) -> Publication:
    """Take a row out of public view; that it stood there, until when and why it went stays visible, not its content.

    Raises PublicationNotFound, InvalidInput without a reason, NotPublished when it is withdrawn already.
    """
    _check_reason(reason, "撤下原因")
    kept = _locked(dataset, key)
    _withdraw(kept, actor=actor, reason=_plain(reason), at=at)
    return kept


def archive_of(*, described: Mapping[str, Any], chunks: Iterable[str]) -> IO[bytes]:
    """A data package as a ZIP of `datapackage.json` and `data.csv`, in a file that is gone when closed."""
    with ExitStack() as until_written:
        file = until_written.enter_context(TemporaryFile())
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("datapackage.json", json.dumps(described, ensure_ascii=False, indent=2))
            with archive.open("data.csv", "w") as data:
                for chunk in chunks:
                    data.write(chunk.encode())
        file.seek(0)
        until_written.pop_all()
    return file


def withdraw_due(*, at: datetime) -> int:
    """Withdraw whatever has reached its day; how many. Each stands for itself, so that one fault stops no other."""
    due = Publication.objects.filter(state=Publication.State.PUBLISHED, until__lte=localdate(at)).order_by(
        "until", "pk"
    )
    places = list(due.values_list("dataset", "key")[:AT_ONCE])
    return sum(_withdraw_due(dataset, key, at=at) for dataset, key in places)


@transaction.atomic
def _withdraw_due(dataset: str, key: str, *, at: datetime) -> int:
    rows = Publication.objects.select_for_update().filter(dataset=dataset, key=key)
    kept = rows.filter(state=Publication.State.PUBLISHED, until__lte=localdate(at)).first()
    if kept is None:
        return 0
    _withdraw(kept, actor=SYSTEM, reason=DAY_IS_OVER, at=at)
    return 1


def _withdraw(kept: Publication, *, actor: Signatory, reason: str, at: datetime) -> None:
    kept.state, kept.withdrawn_at, kept.withdrawn_reason, kept.changed_at = "WITHDRAWN", at, reason, at
    kept.words = ""
    kept.save(update_fields=["state", "withdrawn_at", "withdrawn_reason", "changed_at", "words"])
    data = {"dataset": kept.dataset, "key": kept.key, "reason": reason}
    _record(kept, "withdrawn", actor=actor, at=at, data=data)


def _standing(dataset: str, key: str, shown: Mapping[str, Any]) -> Publication:
    """What stands under the key already, if it is the same. Raises AlreadyPublished, NotPublished."""
    kept = _locked(dataset, key)
    if kept.row != dict(shown):
        raise rules.AlreadyPublished("这一条已经公示，内容不同。", next_step="请用更正，原来的内容会一并保留。")
    return kept


def _locked(dataset: str, key: str) -> Publication:
    kept = Publication.objects.select_for_update().filter(dataset=dataset, key=key).first()
    if kept is None:
        raise rules.PublicationNotFound
    if kept.state != Publication.State.PUBLISHED:
        raise rules.NotPublished("这一条公示已经撤下。", next_step="撤下的不再恢复；需要公示的另立一条。")
    return kept


def _check(*, key: str, about: str, until: date | None, at: datetime) -> None:
    faults = {}
    if not 0 < len(key.strip()) <= len(key) <= rules.KEY_LONGEST or not key.isprintable():
        faults["key"] = f"键应为 1 到 {rules.KEY_LONGEST} 个字，不含换行。"
    if about and (fault := uscc_fault(about)):
        faults["about"] = fault
    if until is not None and until <= localdate(at):
        faults["until"] = "撤下日期应在今天以后。"
    if faults:
        raise InvalidInput(faults)


def _check_reason(reason: str, label: str) -> None:
    if not 0 < len(reason.strip()) <= len(reason) <= rules.REASON_LONGEST:
        raise InvalidInput({"reason": f"请填写{label}，不超过 {rules.REASON_LONGEST} 字。"})


def _plain(reason: str) -> str:
    """A reason is public too: no number of a person stands in it."""
    return rules.without_numbers(" ".join(reason.split()))


def _words(shown: Mapping[str, Any], about: str) -> str:
    """By what the row is found."""
    return folded([about, *(str(value) for value in shown.values() if value is not None)])


def _record(
    kept: Publication, what: str, *, actor: Signatory, at: datetime, data: dict[str, Any], first: bool = False
) -> None:
    subject = f"publication:{kept.pk}"
    journal.record(actor=actor, verb=f"publish.publication.{what}", subject=subject, at=at, data=data, first=first)
