"""What every page about a draw shows, and its files as they were published; who may look is the process's to say."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import localtime

from yishang.kernel.draw import queries
from yishang.kernel.draw.forms import WITNESS_OF
from yishang.kernel.draw.rules import POOL_FILE, DrandBeacon

COMMITMENT_FILE = "commitment.json"
LARGE = 100_000  # candidates: a pool of more goes out piece by piece
CONTENT_TYPES = {"json": "application/json", "tsv": "text/tab-separated-values; charset=utf-8"}


def page_words(draw_id: str, *, role: str, file_url: Callable[[str], str]) -> dict[str, Any]:
    """What was promised, who still reveals, and the proof once it is made, for templates `components/draw/…`.

    `mine` is the witness that somebody in this post is and is still awaited. Raises DrawNotFound.
    """
    draw = queries.draw(draw_id)
    commitment = queries.commitment_of(draw)
    awaited = {witness.id for witness in queries.awaited_witnesses(draw)}
    mine = {post.value: witness for post, witness in WITNESS_OF.items()}.get(role, "")
    is_made, is_open = bool(draw.record), draw.state == "COMMITTED"
    beacon = commitment.beacon
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
        "round": beacon if isinstance(beacon, DrandBeacon) else None,
        "round_due": datetime.fromtimestamp(beacon.spoken_at, UTC) if isinstance(beacon, DrandBeacon) else None,
        "reveal_by": draw.reveal_by,
        "mine": next((one for one in commitment.witnesses if is_open and one.id == mine and one.id in awaited), None),
        "seed": json.loads(draw.record)["seed"] if is_made else "",
        "files": [{"name": name, "url": file_url(name)} for name in (COMMITMENT_FILE, *queries.file_names(draw))],
    }


def send_file(draw_id: str, file: str) -> HttpResponseBase:
    """A file of the draw as it was published, a large pool piece by piece.

    Raises DrawNotFound (also for no such file), DrawNotMade.
    """
    kind = CONTENT_TYPES.get(file.rpartition(".")[2], "")
    response: HttpResponseBase
    if file == COMMITMENT_FILE:
        response = HttpResponse(queries.commitment_file(draw_id), content_type=kind)
    elif file == POOL_FILE and queries.commitment_of(queries.draw(draw_id))["pool_size"] > LARGE:
        response = StreamingHttpResponse(queries.file_of(draw_id, file), content_type=kind)
    else:
        response = HttpResponse(b"".join(queries.file_of(draw_id, file)), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{draw_id}-{file}"'
    return response
