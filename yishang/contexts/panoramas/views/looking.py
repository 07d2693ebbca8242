"""The list of panoramas, one of them with its verdicts, two beside each other, and the pictures themselves."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.panoramas import forms, queries, rules, services
from yishang.contexts.panoramas.models import Panorama
from yishang.kernel.context import InvalidInput, page_of_number
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.evidence import queries as evidence
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list

VIEWERS = rules.READERS | {Role.ENT}
SHOWN, ORIGINAL = {"shown": "file", "flat": "flat", "thumbnail": "thumbnail"}, "original"
SHEET_HEAD = (
    "编号", "项目", "企业", "县市区", "点位", "拍摄时间", "距项目（米）", "高度（米）", "无人机登记号", "飞手",
    "空域批准文号", "涉敏感设施", "研判", "诉求编号", "上传人", "上传时间",
)  # fmt: skip


@require_safe
@open_to(rules.READERS)
def panoramas(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The panoramas that the person may see, narrowed as asked; `?form=` has them as a sheet."""
    now, wanted = now_of(request), _wanted(request)
    rows = queries.matching(actor, wanted)
    asked: dict[str, Any] = {name: value for name, value in vars(wanted).items() if value}
    if request.GET.get("form"):
        return send_list(
            actor=actor, name=f"航拍全景-{localtime(now):%Y%m%d}", head=SHEET_HEAD, rows=_sheet_rows(rows),
            count=rows.count(), at=now, form=request.GET["form"], asked=asked,
        )  # fmt: skip
    page = queries.page_of(rows, number=whole_number(request.GET.get("page", "1")) or 1)
    words = {
        "page": page,
        "total_text": f"{page.total} 张",
        "wanted": wanted,
        "counties": _counties(actor),
        "verdicts": {**rules.VERDICTS, "odd": "一切不正常的", "none": "还没研判"},
        "figures": queries.shares(actor, wanted, now=now),
        "previous_url": _page_url(asked, page.previous),
        "next_url": _page_url(asked, page.next),
        "export_url": f"?{urlencode({**asked, 'form': 'xlsx'})}",
        "may_keep": actor.role in rules.OFFICES,
        "reads_none": actor.role == Role.DEP and not rules.is_construction(actor.unit_name),
    }
    return render(request, "panoramas/panoramas.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.READERS)
def panorama(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One panorama in the viewer, with what was thought of it; the offices judge it with POST.

    Raises PanoramaNotVisible, PanoramaNotYours.
    """
    found = queries.panorama(actor, number)
    if request.method != "POST":
        return _panorama_page(request, actor, found, forms.JudgeForm(initial={"verdict": found.verdict}))
    rules.check_keeps(actor, region_code=found.region_id, city_code=found.city_id)
    form = forms.JudgeForm(request.POST)
    try:
        if form.is_valid():
            services.judge_panorama(actor=actor, number=number, at=now_of(request), **form.cleaned_data)
            return redirect(f"{request.path}?done=judged")
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
    return _panorama_page(request, actor, found, form, status=422)


@require_safe
@open_to(rules.READERS)
def compare(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Two dates of one point, turning together: `?left=&right=`. Raises PanoramaNotVisible."""
    left = queries.panorama(actor, request.GET.get("left", ""))
    periods = queries.periods_of(actor, left.project_id)[left.point_no]
    right = next((one for one in periods if one.number == request.GET.get("right")), periods[-1])
    days = (localdate(right.captured_at) - localdate(left.captured_at)).days
    words = {
        "left": left,
        "right": right,
        "sides": [("左", "left", left), ("右", "right", right)],
        "periods": periods,
        "days": abs(days),
        "is_one": len(periods) == 1,
    }
    return render(request, "panoramas/compare.html", words)


@require_safe
@open_to(VIEWERS)
def picture(_request: HttpRequest, *, actor: Actor, number: str, version: str) -> FileResponse:
    """A panorama's picture: `shown`, `flat`, `thumbnail`; the offices also get the `original`.

    Raises PanoramaNotVisible, also where the file is gone.
    """
    found = queries.panorama(actor, number)
    names = SHOWN | ({ORIGINAL: ORIGINAL} if actor.role in rules.OFFICES else {})
    try:
        stored, content_type = evidence.open_picture(found.picture, version=names[version])
    except (KeyError, FileNotFoundError):
        raise rules.PanoramaNotVisible("这张图") from None
    response = FileResponse(stored, content_type=content_type)
    if version == ORIGINAL:
        extension = (found.picture.original.name or "").rsplit(".", 1)[-1]
        response["Content-Disposition"] = f'attachment; filename="{found.number}.{extension}"'
    response["Cache-Control"] = "private, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _wanted(request: HttpRequest) -> queries.Wanted:
    asked = request.GET
    verdict, month = asked.get("verdict", ""), asked.get("month", "")
    return queries.Wanted(
        county=asked.get("county", "")[:6].replace("\x00", ""),
        verdict=verdict if verdict in (*rules.VERDICTS, "none", "odd") else "",
        month=month if rules.month_of(month) else "",
        q=asked.get("q", "")[:60].replace("\x00", ""),
    )


def _page_url(asked: dict[str, Any], number: int) -> str:
    return f"?{urlencode({**asked, 'page': number})}" if number else ""


def _counties(actor: Actor) -> list[tuple[str, str]]:
    if actor.role == Role.CBO or (actor.role == Role.DEP and actor.region_level != "CITY"):
        return []
    return [(one.code, one.short_name) for one in geo.counties_of(actor.city_code)]


def _panorama_page(
    request: HttpRequest, actor: Actor, found: Panorama, form: forms.JudgeForm, *, status: int = 200
) -> HttpResponse:
    periods = queries.periods_of(actor, found.project_id)[found.point_no]
    place = [one.number for one in periods].index(found.number)
    page = page_of_number(found.appeal_number, on_the_phone=False) if found.appeal_number else ""
    may_keep = actor.role in rules.OFFICES
    words = {
        "panorama": found,
        "verdicts": list(found.verdicts.order_by("-pk")),
        "before": periods[place - 1] if place else None,
        "period": place + 1,
        "periods": len(periods),
        "facts": _facts_of(found),
        "appeal_url": reverse(page, args=[found.appeal_number]) if page else "",
        "form": form if may_keep else None,
        "may_keep": may_keep,
        "megabytes": f"{found.picture.size / 1024 / 1024:.1f}",
        "done": "已研判。" if request.GET.get("done") == "judged" else "",
        "taken_in": request.GET.get("done") == "taken_in",
    }
    return render(request, "panoramas/panorama.html", words, status=status)


def _facts_of(found: Panorama) -> list[tuple[str, str]]:
    taken_at = found.picture.taken_at
    said = [
        ("拍摄时间", f"{localtime(found.captured_at):%Y年%m月%d日 %H:%M}"),
        ("照片自带时间", f"{localtime(taken_at):%Y年%m月%d日 %H:%M}" if taken_at else "没有"),
        ("坐标（国家 2000）", f"{found.lon:.6f}，{found.lat:.6f}（按{found.get_crs_display()}填报）"),
        ("距项目", f"{found.distance_m} 米"),
        ("飞行高度", f"{found.altitude_m:g} 米"),
        ("正北偏角", f"{found.north_offset:g}°"),
        ("无人机登记号", found.drone_reg_no),
        ("飞手", found.pilot),
        ("空域批准文号", found.airspace_approval_no or "—（120 米以下）"),
        ("敏感设施", "有，企业看不到" if found.is_sensitive else "没有"),
        ("上传", f"{found.uploaded_by_name}，{localtime(found.uploaded_at):%Y年%m月%d日 %H:%M}"),
    ]
    return [*said, ("备注", found.remark)] if found.remark else said


def _sheet_rows(rows: Any) -> Iterator[tuple[Any, ...]]:
    for one in rows.iterator(chunk_size=500):
        yield (
            one.number, one.project.name, one.project.entity.name, one.region.short_name, one.point_no,
            f"{localtime(one.captured_at):%Y-%m-%d %H:%M}", one.distance_m, one.altitude_m, one.drone_reg_no, one.pilot,
            one.airspace_approval_no, "是" if one.is_sensitive else "否", one.get_verdict_display() or "未研判",
            one.appeal_number, one.uploaded_by_name, f"{localtime(one.uploaded_at):%Y-%m-%d %H:%M}",
        )  # fmt: skip
