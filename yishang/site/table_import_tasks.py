"""What workers do with tables handed in at the browser: look through them, and take them turn by turn."""

import time
from datetime import timedelta

from django.db import DatabaseError
from django.utils.timezone import localdate
from django_q.tasks import async_task

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job, Refusal
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.intake import queries
from yishang.kernel.intake import services as intake

PATIENCE = 600  # seconds for one task: the largest table that is taken in takes a tenth of it to look through
FILES_LEFT = timedelta(days=1)  # of uploads that broke off
JOBS = (
    Job("接着处理导入的表", "yishang.site.table_import_tasks.go_on", every_minutes=3),
    Job("清理过期的导入表", "yishang.site.table_import_tasks.expire", every_minutes=60),
)


class OurFault(Refusal):
    """Something of ours broke while a table was worked on."""

    status = 500


class PostGiven(Refusal):
    """Whoever accepted the table does not hold the post any more."""

    status = 403


def queue_check(upload_id: int) -> None:
    """Ask a worker to look through a table; part of the caller's transaction."""
    async_task("yishang.site.table_import_tasks.check", upload_id, task_name=f"检查表 {upload_id}", timeout=PATIENCE)


def queue_take(upload_id: int) -> None:
    """Ask a worker to take the next rows of an accepted table."""
    async_task("yishang.site.table_import_tasks.take", upload_id, task_name=f"取入表 {upload_id}", timeout=PATIENCE)


def check(upload_id: int) -> None:
    """Look through a table. A fault of ours ends it in words; a database that is away is tried again."""
    upload = queries.upload(upload_id)
    if upload is None:
        return

    def tell(rows: int) -> None:
        intake.note_rows_seen(upload_id=upload_id, rows=rows, at=clocks.present())

    try:
        what = queries.imports()[upload.what]
        intake.check_upload(upload_id=upload_id, what=what, at=clocks.present(), tell=tell)
    except DatabaseError:
        raise
    except Exception:
        _break_off(upload_id, "检查到一半")
        raise


def take(upload_id: int) -> None:
    """Take the next rows in the name of whoever accepted the table, and ask for the next turn while there are more."""
    upload = queries.upload(upload_id)
    if upload is None:
        return
    now, what = clocks.present(), queries.imports()[upload.what]
    actor = _acceptor(upload.account_id, upload.post_id)
    if actor is None or actor.role not in what.roles:
        refusal = PostGiven("上传人已不在这个岗位。", next_step="请由在任的人重新上传；已取入的不会重复。")
        intake.give_up(upload_id=upload_id, refusal=refusal)
        return
    try:
        is_more = intake.take_part(actor=actor, upload_id=upload_id, what=what, at=now)
    except DatabaseError:
        raise
    except Exception:
        _break_off(upload_id, "取入到一半")
        raise
    if is_more:
        queue_take(upload_id)


def go_on() -> int:
    """Go on with tables whose worker is not heard of any more; returns how many."""
    left = intake.resume_uploads(at=clocks.present())
    for upload in left:
        (queue_take if upload.accepted_at else queue_check)(upload.pk)
    return len(left)


def expire() -> int:
    """Remove tables that have lain too long; returns how many."""
    return intake.expire_uploads(at=clocks.present(), files_before=time.time() - FILES_LEFT.total_seconds())


def _acceptor(account_id: int, post_id: int | None) -> Actor | None:
    account = directory.account(account_id)
    return directory.actor_of(account, on=localdate(clocks.present()), post_id=post_id) if account else None


def _break_off(upload_id: int, when: str) -> None:
    refusal = OurFault(f"{when}时我们这边出了问题。", next_step="请重新上传；仍然不行的，请联系系统管理员。")
    intake.give_up(upload_id=upload_id, refusal=refusal)
