"""What every page about a draw shows, and its files as they were published; who may look is the process's to say."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localtime

from yishang.kernel.draw import queries
from yishang.kernel.draw.forms import WITNESS_OF
from yishang.kernel.draw.rules import DrawNotFound

COMMITMENT_FILE = "commitment.json"
CONTENT_TYPES = {"json": "application/json", "tsv": "text/tab-separated-values; charset=utf-8"}


def page_words(draw_id: str, *, role: str, file_url: Callable[[str], str]) -> dict[str, Any]:
    """What was promised, who still reveals, and the proof once it is made, for templates `components/draw/…`.

    `mine` is the witness that somebody in this post is and is still awaited. Raises DrawNotFound.
    """
    draw = queries.draw(draw_id)
    commitment = queries.commitment_of(draw)
    awaited = {witness.id for witness in queries.awaited_witnesses(draw)}
    mine = {post.value: witness for post, witness in WITNESS_OF.items()}.get(role, "")
    is_made, is_open = draw.state == "DRAWN", draw.state == "COMMITTED"
    names = [COMMITMENT_FILE, *(queries.record_files(draw_id) if is_made else ())]
    return {
        "draw": draw,
        "is_made": is_made,
        "is_open": is_open,
        "frozen_at": f"{localtime(draw.created_at):%Y年%m月%d日 %H:%M:%S}",
        "pool_size": commitment["pool_size"],
        "take": sum(stratum.take for stratum in commitment.strata),
        "pool_sha256": commitment["pool_sha256"],
        "witnesses": [
            {"id": one.id, "role": one.role, "commitment": one.commitment, "is_awaited": one.id in awaited}
            for one in commitment.witnesses
        ],
        "mine": next((one for one in commitment.witnesses if is_open and one.id == mine and one.id in awaited), None),
        "seed": json.loads(draw.record)["seed"] if is_made else "",
        "files": [{"name": name, "url": file_url(name)} for name in names],
    }


def send_file(draw_id: str, file: str) -> HttpResponse:
    """A file of the draw as it was published. Raises DrawNotFound (also for no such file), DrawNotMade."""
    if file == COMMITMENT_FILE:
        content = queries.commitment_file(draw_id)
    else:
        files = queries.record_files(draw_id)
        if file not in files:
            raise DrawNotFound(f"{draw_id} 的文件 {file}")
        content = files[file]
    response = HttpResponse(content, content_type=CONTENT_TYPES[file.rsplit(".", 1)[-1]])
    response["Content-Disposition"] = f'attachment; filename="{draw_id}-{file}"'
    return response
