"""Kinds of tables that can be brought in, and a person's own uploads."""

from datetime import datetime, timedelta

from yishang.kernel.context import Refusal, modules_named
from yishang.kernel.intake.models import TableUpload
from yishang.kernel.intake.rules import Import

SILENT_FOR = timedelta(minutes=2)  # a worker tells of itself every second; after so long it is gone


class UploadNotFound(Refusal):
    """There is no such table for this person, or it has expired; which of the two is not told."""

    status = 404


def imports() -> dict[str, Import]:
    """Every Import that some module `services` lists, by name."""
    return {what.name: what for module in modules_named("services") for what in getattr(module, "IMPORTS", ())}


def imports_for(role: str) -> list[Import]:
    """The kinds of tables that this post may bring in."""
    return [what for what in imports().values() if role in what.roles]


def upload_of(account_id: int | None, upload_id: int | None) -> TableUpload:
    """A person's own upload. Raises UploadNotFound."""
    found = TableUpload.objects.filter(pk=upload_id, account_id=account_id or 0).first() if upload_id else None
    if found is None:
        raise UploadNotFound("没有这份表格，或已过期。", next_step="请重新上传。")
    return found


def upload(upload_id: int) -> TableUpload | None:
    """An upload as the worker asks for it."""
    return TableUpload.objects.filter(pk=upload_id).first()


def uploads_of(account_id: int | None, *, limit: int) -> list[TableUpload]:
    """A person's latest uploads, newest first."""
    return list(TableUpload.objects.filter(account_id=account_id or 0).order_by("-pk")[:limit])


def left_lying(now: datetime) -> list[TableUpload]:
    """Uploads whose worker is not heard of any more: somebody must go on with them."""
    rows = TableUpload.objects.filter(state__in=("WAITING", "CHECKING", "TAKING"), heard_at__lt=now - SILENT_FOR)
    return list(rows.order_by("pk"))
