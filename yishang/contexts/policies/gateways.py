"""Where attachments of policies live: by the digest of their content, so that a repeated upload is kept once."""

from hashlib import sha256
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from yishang.contexts.policies import rules


def keep_attachment(upload: IO[bytes], *, name: str) -> tuple[str, str]:
    """Store an uploaded file; (its name in the store, SHA-256). Raises AttachmentUnfit."""
    content = upload.read(rules.FILE_MOST + 1)
    if not content:
        raise rules.AttachmentUnfit("这个附件是空的。", next_step="请重新选择文件。")
    if len(content) > rules.FILE_MOST:
        raise rules.AttachmentUnfit("附件超过 20 MB。", next_step="请压缩后再上传，或在正文里写明网址。")
    ending = rules.file_ending(content[:8], name)
    digest = sha256(content).hexdigest()
    stored = f"policies/{digest[:2]}/{digest}.{ending}"
    if not default_storage.exists(stored):
        stored = default_storage.save(stored, ContentFile(content))
    return stored, digest
