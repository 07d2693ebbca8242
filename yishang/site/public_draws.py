"""抽取公开: every draw that was ever promised, for anybody: what was promised, who still speaks, what came of it."""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yishang.kernel.draw import queries
from yishang.kernel.draw import views as draw_views
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.services import csv_chunks

ROWS = 50
NOT_HERE = 500_000  # candidates: a browser gets slow; the single-file verifier does not
CHOSEN = 100  # of the selected, on the page; all are in the record
HEAD = ("抽取编号", "名称", "承诺时间", "状态", "名单", "抽取", "承诺书指纹", "作废或撤回的原因", "重抽自", "重抽为")
STATES = (("COMMITTED", "待公布随机数"), ("DRAWN", "已抽取"), ("VOID", "作废"), ("WITHDRAWN", "已撤回"))


@require_safe
def draws(request: HttpRequest) -> HttpResponseBase:
    """All draws, newest first, void and repeated ones too: `?state=`, `?q=` words of the name or the number, `?page=`.

    `?form=csv` has them as a sheet.
    """
    asked = _asked(request)
    found = _matching(asked)
    if request.GET.get("form") == "csv":
        return _sheet(found)
    page, total = max(1, whole_number(request.GET.get("page", "")) or 1), found.count()
    here = reverse("public_draws")
    words = {
        "rows": [_row(one) for one in found[(page - 1) * ROWS : page * ROWS]],
        "states": [(label, f"{here}?{urlencode({**asked, 'state': name})}", name) for name, label in STATES],
        "all_url": f"{here}?{urlencode({'q': asked['q']})}" if "q" in asked else here,
        "asked": asked,
        "sheet_url": f"{here}?{urlencode({**asked, 'form': 'csv'})}",
        "total_text": f"共 {total} 次",
        "previous_url": f"{here}?{urlencode({**asked, 'page': page - 1})}" if page > 1 else "",
        "next_url": f"{here}?{urlencode({**asked, 'page': page + 1})}" if page * ROWS < total else "",
    }
    return render(request, "portal/draws/draws.html", words)


@require_safe
def draw(request: HttpRequest, draw_id: str) -> HttpResponse:
    """One draw. While it is open the page looks again by itself. Raises DrawNotFound."""
    words = draw_views.page_words(draw_id, role="", file_url=lambda name: _file_url(draw_id, name))
    found = words["draw"]
    words |= {
        "drawn_text": f"{words['pool_size']} 个对象 → 抽 {words['take']} 个",
        "is_pseudonymous": bool(found.secret),
        "is_for_browsers": words["pool_size"] <= NOT_HERE,
        "chosen": _chosen(found) if words["is_made"] else [],
        "events": [_event(one) for one in found.events],
        "repeated_by": getattr(found, "repeated_by", None),
        "pool_files": [one for one in words["files"] if one["name"] != draw_views.COMMITMENT_FILE],
        "commitment_url": _file_url(draw_id, draw_views.COMMITMENT_FILE),
    }
    return render(request, "portal/draws/draw.html", words)


@require_safe
def draw_file(request: HttpRequest, draw_id: str, file: str) -> HttpResponseBase:
    """A file of the draw as it was published. Raises DrawNotFound (also for no such file), DrawNotMade."""
    found = queries.draw(draw_id)
    etag = f'"{found.commitment_sha256[:32]}-{len(found.events)}-{file}"'.encode("ascii", "replace").decode()
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None or answer.status_code != HTTPStatus.NOT_MODIFIED:
        answer = draw_views.send_file(draw_id, file)
        answer["Content-Disposition"] = f'attachment; filename="{file}"'  # the name that every verifier looks for
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, max-age=60"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def why_fair(request: HttpRequest) -> HttpResponse:
    """Why it could not have been arranged, in five sentences, and how to recompute in three steps."""
    return render(request, "portal/draws/why_fair.html")


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Recompute a record from files on one's own disk; nothing is sent anywhere."""
    return render(request, "portal/draws/check.html")


def _asked(request: HttpRequest) -> dict[str, str]:
    given = {"state": request.GET.get("state", ""), "q": request.GET.get("q", "").strip()[:60]}
    if given["state"] not in dict(STATES):
        given["state"] = ""
    return {name: value for name, value in given.items() if value}


def _matching(asked: dict[str, str]) -> QuerySet[Any]:
    found = queries.published().select_related("repeats", "repeated_by")
    if "state" in asked:
        found = found.filter(state=asked["state"])
    for word in asked.get("q", "").split():
        found = found.filter(title__icontains=word) | found.filter(draw_id__icontains=word)
    return found


def _row(one: Any) -> dict[str, Any]:
    commitment = queries.commitment_of(one)
    return {
        "draw": one,
        "pool_size": commitment["pool_size"],
        "take": sum(stratum.take for stratum in commitment.strata),
        "repeated_by": getattr(one, "repeated_by", None),
    }


def _sheet(found: QuerySet[Any]) -> HttpResponseBase:
    def cells(row: dict[str, Any]) -> tuple[object, ...]:
        one, after = row["draw"], row["repeated_by"]
        return (
            one.draw_id, one.title, f"{localtime(one.created_at):%Y-%m-%d %H:%M:%S}", one.get_state_display(),
            row["pool_size"], row["take"], one.commitment_sha256, one.void_reason,
            one.repeats.draw_id if one.repeats else "", after.draw_id if after else "",
        )  # fmt: skip

    rows = (cells(_row(one)) for one in found.iterator(chunk_size=ROWS))
    answer = StreamingHttpResponse(csv_chunks(head=HEAD, rows=rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="draws.csv"'
    return answer


def _chosen(found: Any) -> list[dict[str, Any]]:
    """The first of the selected in the order of the record, with how many officers go there."""
    record = json.loads(found.record)
    teams = {row["id"]: len(row["officers"]) for row in record["teams"]}
    return [
        {"place": place, "id": row["id"], "stratum": row["stratum"], "team": teams.get(row["id"], 0)}
        for place, row in enumerate(record["selected"][:CHOSEN], start=1)
    ]


EVENT_WORDS = {"void": "作废", "withdrawn": "撤回", "replacement": "替换对象", "reassignment": "改派人员"}


def _event(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "at": entry["at"].replace("T", " ")[:16],
        "kind": EVENT_WORDS[entry["kind"]],
        "reason": entry["reason"],
        "out": entry.get("out", "")[:12],
        "into": entry.get("in", "")[:12],
    }


def _file_url(draw_id: str, name: str) -> str:
    return reverse("public_draw_file", args=[draw_id, name])
