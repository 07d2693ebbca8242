"""Where attachments of policies live: by the digest of their content, so that a repeated upload is kept once."""

from hashlib import sha256
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from yishang.contexts.policies import rules
from yishang.kernel.intake.rules import FULL


def keep_attachment(upload: IO[bytes], *, name: str) -> tuple[str, str]:
    """Store an uploaded file; (its name in the store, SHA-256). Raises AttachmentUnfit, also where the disk is full."""
    content = upload.read(rules.FILE_MOST + 1)
    if not content:
        raise rules.AttachmentUnfit("这个附件是空的。", next_step="请重新选择文件。")
    if len(content) > rules.FILE_MOST:
        raise rules.AttachmentUnfit("附件超过 10 MB。", next_step="请压缩后再上传，或在正文里写明网址。")
    ending = rules.file_ending(content[:8], name)
    digest = sha256(content).hexdigest()
    stored = f"policies/{digest[:2]}/{digest}.{ending}"
    try:
        return _stored(stored, content), digest
    except OSError as fault:
        if fault.errno not in FULL:
            raise
        raise rules.AttachmentUnfit(
            "附件暂时存不下了。", next_step="请稍后再传，文字可以先保存；请告诉系统管理员磁盘已满。"
        ) from fault


def _stored(name: str, content: bytes) -> str:
    """The name under which the content lies; a file that a killed process left half written is not taken for it."""
    if default_storage.exists(name) and default_storage.size(name) == len(content):
        return name
    return default_storage.save(name, ContentFile(content))
