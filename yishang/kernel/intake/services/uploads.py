"""A table handed in at the browser: kept as it came, looked at by a worker, then taken in short turns.

Each turn is one task of the queue, so that notices and other work get theirs in between; a turn that was killed is
taken up again where the last whole batch ended, since a batch and the note of how far it went are one transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO

from django.db import transaction
from django.db.models import F, Q

from yishang.kernel.context import Refusal
from yishang.kernel.intake import gateways, queries, rules
from yishang.kernel.intake.gateways import upload_files
from yishang.kernel.intake.models import TableUpload
from yishang.kernel.intake.services.bringing import BATCH, Judged, Reading, Tally, look_through, take_batch
from yishang.kernel.intake.services.exports import workbook_of
from yishang.kernel.journal import services as journal
from yishang.kernel.journal.rules import Signatory

FILE_MOST = 64 << 20  # bytes handed in: 180,000 rows of a register as CSV
UNFOLDED_MOST = 512 << 20  # bytes that a packed file may become
ROWS_MOST = 200_000
FINDINGS_SHOWN = 50
PART = 2000  # rows of one turn: some seconds to half a minute
TOLD_EVERY = 500  # rows
KEPT = timedelta(days=3)
KEPT_EACH = 10  # uploads of one person
LIVE = ("WAITING", "CHECKING", "CHECKED")

Tell = Callable[[int], None]


class UploadTooLarge(Refusal):
    """More bytes than a browser should hand in."""

    status = 422


class TableNotYours(Refusal):
    """This post brings in no tables of this kind."""

    status = 403


class NothingToAccept(Refusal):
    """The table has not been looked at yet, or has no row that could be taken in this way."""


class _Overtaken(Exception):
    """Another worker has gone on with this table meanwhile."""


def keep_upload(
    *,
    actor: Signatory,
    what: rules.Import,
    name: str,
    chunks: Iterable[bytes],
    columns: dict[str, str],
    at: datetime,
    post_id: int | None = None,
) -> TableUpload:
    """Keep a file until it is accepted or expires; the same file handed in twice is the same upload.

    Raises TableNotYours, UploadTooLarge, and UnusableTable for an empty file or another kind of file.
    """
    if actor.id is None or actor.role not in what.roles:
        raise TableNotYours(f"您的岗位不能导入{what.title}。", next_step="请把表格交给市营商办。")
    came = upload_files.received(chunks, most=FILE_MOST)
    if came is None:
        raise UploadTooLarge(
            f"文件超过 {FILE_MOST >> 20} MB。",
            next_step="请分成几个文件，或请运维用 yishang import 导入。",
        )
    path, digest, size = came
    try:
        gateways.refuse_other_kinds(path)
        return _keep(actor, what, (path, digest, size), name, columns, at, post_id)
    finally:
        path.unlink(missing_ok=True)


@transaction.atomic
def _keep(
    actor: Signatory,
    what: rules.Import,
    came: tuple[Path, str, int],
    name: str,
    columns: dict[str, str],
    at: datetime,
    post_id: int | None,
) -> TableUpload:
    path, digest, size = came
    own = TableUpload.objects.filter(account_id=actor.id or 0)
    twin = own.filter(what=what.name, sha256=digest, columns=columns, state__in=LIVE).order_by("-pk").first()
    if twin is not None and upload_files.is_untouched(twin.pk, digest):
        return twin
    upload = TableUpload.objects.create(
        what=what.name, name=rules.shown(name)[:200] or "表格", sha256=digest, size=size, columns=columns,
        account_id=actor.id or 0, post_id=post_id, uploaded_at=at, heard_at=at,
    )  # fmt: skip
    upload_files.settle(path, upload.pk)
    for old in own.exclude(state=TableUpload.State.TAKING).order_by("-pk")[KEPT_EACH:]:
        _remove(old)
    return upload


def check_upload(*, upload_id: int, what: rules.Import, at: datetime, tell: Tell) -> None:
    """Look at every row and keep what was found; does nothing while another worker is at it.

    A file that is no such table becomes UNUSABLE with its reason. `tell` hears of every 500 rows.
    """
    free = Q(state="WAITING") | Q(state="CHECKING", heard_at__lt=at - queries.SILENT_FOR)
    if not TableUpload.objects.filter(free, pk=upload_id).update(state="CHECKING", heard_at=at, rows_seen=0):
        return
    upload = TableUpload.objects.get(pk=upload_id)
    try:
        tally, unused = _looked_through(upload, what, tell)
    except Refusal as refusal:
        give_up(upload_id=upload_id, refusal=refusal)
        return
    TableUpload.objects.filter(pk=upload_id, state="CHECKING").update(
        state="CHECKED", rows_seen=0, read=tally.read, refused=tally.refused, unused=list(unused),
        first_findings=[asdict(finding) for finding in tally.first],
    )  # fmt: skip


def _looked_through(upload: TableUpload, what: rules.Import, tell: Tell) -> tuple[Tally, tuple[str, ...]]:
    folder = upload_files.folder_of(upload.pk)
    (folder / upload_files.SEEN).unlink(missing_ok=True)

    def count(_stage: str, rows: int) -> None:
        if rows > ROWS_MOST:
            raise rules.UnusableTable(
                f"超过 {ROWS_MOST:,} 行。", next_step="请分成几个文件，或请运维用 yishang import 导入。"
            )
        if rows % TOLD_EVERY == 0:
            tell(rows)

    with gateways.seen_at(folder / upload_files.SEEN) as seen:
        reading = _reading(upload, what, seen)
        tally = look_through(reading=reading, report=folder / upload_files.REPORT, keep=FINDINGS_SHOWN, tell=count)
    return tally, reading.columns.unused


def note_rows_seen(*, upload_id: int, rows: int, at: datetime) -> None:
    """How far a worker has come, which also says that it lives."""
    TableUpload.objects.filter(pk=upload_id).update(rows_seen=rows, heard_at=at)


def _reading(upload: TableUpload, what: rules.Import, seen: gateways.Seen) -> Reading:
    """Judged by the moment of the upload, so that what is taken is what was looked at. Raises UnusableTable."""
    if not upload_files.is_untouched(upload.pk, upload.sha256):
        raise rules.UnusableTable("这份文件在服务器上不完整了。", next_step="请重新上传。")
    table = gateways.table_at(upload_files.folder_of(upload.pk) / upload_files.TABLE, bytes_max=UNFOLDED_MOST)
    columns = rules.columns_of(table.header, what.fields, upload.columns)
    return Reading(what, table, columns, seen, upload.uploaded_at)


@transaction.atomic
def accept_upload(*, actor: Signatory, upload_id: int, accept_good: bool, at: datetime) -> bool:
    """Say that the table shall be taken: all of it, or (`accept_good`) its sound rows. False: that was said before.

    Raises UploadNotFound, NothingToAccept.
    """
    mine = TableUpload.objects.select_for_update().filter(pk=upload_id, account_id=actor.id or 0).first()
    upload = mine or queries.upload_of(actor.id, None)
    if upload.state in ("TAKING", "TAKEN"):
        return False
    if upload.state != "CHECKED":
        raise NothingToAccept("这份表格还没有检查完，或不能使用。", next_step="请等检查结束后再取入。")
    if upload.sound == 0:
        raise NothingToAccept("没有可以取入的行。", next_step="请按报告改正后重新上传。")
    if upload.refused and not accept_good:
        raise NothingToAccept(f"有 {upload.refused} 行有错。", next_step="请改正后重新上传，或只取入无误的行。")
    upload.state, upload.accepted_at, upload.heard_at, upload.rows_seen = "TAKING", at, at, 0
    upload.save()
    journal.record(
        actor=actor, verb="intake.table.accepted", subject=f"import:{upload.pk}", at=at, internal=True,
        data={"what": upload.what, "name": upload.name, "sha256": upload.sha256, "read": upload.read,
              "refused": upload.refused, "accept_good": accept_good},
    )  # fmt: skip
    return True


def take_part(*, actor: Signatory, upload_id: int, what: rules.Import, at: datetime) -> bool:
    """Take the next 2,000 rows of an accepted table; True while there are more.

    Refusals (the file is gone, the post is no longer held) end the taking with their reason.
    """
    upload = queries.upload(upload_id)
    if upload is None or upload.state != "TAKING":
        return False
    try:
        with gateways.seen_at(upload_files.folder_of(upload_id) / upload_files.SEEN) as seen:
            return _take_turn(actor, upload, _reading(upload, what, seen), at)
    except _Overtaken:
        return False
    except Refusal as refusal:
        give_up(upload_id=upload_id, refusal=refusal)
        return False


def _take_turn(actor: Signatory, upload: TableUpload, reading: Reading, at: datetime) -> bool:
    rows = islice(reading.judged(after=upload.rows_seen), PART)
    through = upload.rows_seen
    while batch := list(islice(rows, BATCH)):
        _take_noted(actor, upload.pk, reading.what, batch, at=at, after=through)
        through = batch[-1].row
    if through < upload.read:
        return True
    with transaction.atomic():
        TableUpload.objects.filter(pk=upload.pk).update(state="TAKEN", heard_at=at)
        done = TableUpload.objects.get(pk=upload.pk)
        journal.record(
            actor=actor, verb="intake.table.taken", subject=f"import:{upload.pk}", at=at, internal=True,
            data={"new": done.new, "known": done.known, "changed": done.changed},
        )  # fmt: skip
    return False


@transaction.atomic
def _take_noted(
    actor: Signatory, upload_id: int, what: rules.Import, batch: list[Judged], *, at: datetime, after: int
) -> None:
    """A batch together with the note that it was taken."""
    sound = [judged for judged in batch if not judged.findings]
    taken = take_batch(actor=actor, what=what, batch=sound, at=at) if sound else rules.Taken()
    here = TableUpload.objects.filter(pk=upload_id, state="TAKING", rows_seen=after)
    counts = {name: F(name) + count for name, count in asdict(taken).items()}
    if not here.update(rows_seen=batch[-1].row, heard_at=at, **counts):
        raise _Overtaken


@transaction.atomic
def resume_uploads(*, at: datetime) -> list[TableUpload]:
    """Uploads whose worker is not heard of any more, free for another; the caller queues them again."""
    left = queries.left_lying(at)
    for upload in left:
        upload.state = "TAKING" if upload.accepted_at else "WAITING"
        upload.heard_at = at
        upload.save(update_fields=["state", "heard_at"])
    return left


def give_up(*, upload_id: int, refusal: Refusal) -> None:
    """The table cannot be used, or not any further; what was taken stays."""
    TableUpload.objects.filter(pk=upload_id).update(
        state="UNUSABLE", message=refusal.message[:500], next_step=refusal.next_step[:500]
    )


def drop_upload(*, actor: Signatory, upload_id: int) -> None:
    """Forget a table that shall not be taken. Raises UploadNotFound, NothingToAccept while it is being taken."""
    upload = queries.upload_of(actor.id, upload_id)
    if upload.state == "TAKING":
        raise NothingToAccept("正在取入，不能放弃。", next_step="请等取入结束。")
    _remove(upload)


def expire_uploads(*, at: datetime, files_before: float) -> int:
    """Remove what has lain for three days, and files that no row speaks for; how many uploads went."""
    old = list(TableUpload.objects.filter(uploaded_at__lt=at - KEPT).exclude(state="TAKING"))
    for upload in old:
        _remove(upload)
    upload_files.remove_all_but(TableUpload.objects.values_list("pk", flat=True), before=files_before)
    return len(old)


def report_of(*, upload: TableUpload, as_workbook: bool) -> IO[bytes]:
    """The report of faults as XLSX or CSV. Raises UploadNotFound where there is none."""
    try:
        return upload_files.report_file(upload.pk, as_workbook=as_workbook)
    except FileNotFoundError:
        raise queries.UploadNotFound("没有这份报告，或已过期。", next_step="请重新上传表格。") from None


def template_of(*, what: rules.Import) -> IO[bytes]:
    """An empty table to fill in: labels as header, and one line that shows how and would be refused if left in."""
    head, example = [field.label for field in what.fields], [field.example for field in what.fields]
    return workbook_of(title=what.title, head=head, rows=[example], widths=[24] * len(head))


def _remove(upload: TableUpload) -> None:
    number = upload.pk
    upload.delete()
    transaction.on_commit(lambda: upload_files.remove(number))
