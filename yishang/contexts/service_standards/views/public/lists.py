"""The lists for people, without signing in: areas, one list, one item; on any day, on paper, with a code to scan."""

import base64
from datetime import date
from io import BytesIO
from typing import Any

import qrcode
import qrcode.image.svg
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yishang.contexts.service_standards.queries import demands as told
from yishang.contexts.service_standards.queries import lists, publishing
from yishang.contexts.service_standards.rules import areas, flow, telephone
from yishang.contexts.service_standards.rules.flow_drawing import TALL, WIDE, drawn
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog.rules import KINDS
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.views import now_of

Q_LONGEST = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The sixteen areas with their lists; with `q` the lists that were found."""
    on, q = localdate(now_of(request)), request.GET.get("q", "").strip()[:Q_LONGEST]
    held = lists.all_held(on=on)
    found = lists.find_lists(q) if q else None
    shown = lists.all_lists() if found is None else found
    cards = [
        (one, [(each, _totals(held[each.key], on)) for each in shown if each.area == one.number])
        for one in lists.all_areas()
    ]
    words = {"q": q, "cards": [(one, some) for one, some in cards if some], "total": len(shown), "is_found": bool(q)}
    return render(request, "service_standards/public/home.html", words)


@require_safe
def service_list(request: HttpRequest, key: str) -> HttpResponse:
    """One list as it stands today or stood on a day (`on`). Raises ListNotFound, InvalidInput."""
    today = localdate(now_of(request))
    on, wanted = _day(request, today), lists.service_list(key)
    held = lists.held(wanted, on=on)
    items = [one.item for one in held]
    area, notice = lists.area(wanted.area), lists.notice_before(wanted, on=on)
    chart = lists.chart_of(wanted, items, on=on)
    channels = areas.channels_of(area)
    before = f"公示 {notice.words}" if notice else ""
    words = {
        "list": wanted,
        "area": area,
        "held": [(one, _item_words(one.item, on)) for one in held],
        "totals": areas.totals(items, on=on),
        "shared": areas.papers_by(items),
        "notice": notice,
        "wide": drawn(chart, WIDE),
        "tall": drawn(chart, TALL),
        "in_words": flow.in_words(chart),
        "said": telephone.spoken_answer(wanted.name, items, channels, on=on, before=before) if items else [],
        "channels": channels,
        "published": publishing.standing(key),
        "found_true": told.told_to_all(since=date(today.year, 1, 1)).get(key),
        "discretion": [(one, lists.discretion_of(one.code)) for one in held if lists.discretion_of(one.code)],
        **_paper(request, on, today),
    }
    return render(request, "service_standards/public/list.html", words)


@require_safe
def item(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """One item of a list with everything that the catalog says. Raises ListNotFound, ItemNotFound, InvalidInput."""
    today = localdate(now_of(request))
    on, wanted = _day(request, today), lists.service_list(key)
    if code not in wanted.codes:
        raise areas.not_found()
    version = catalog.item_in_force(code, on=on)
    elements = version.elements
    words = {
        "list": wanted,
        "area": lists.area(wanted.area),
        "version": version,
        "code": code,
        "item": elements,
        "kind": KINDS[elements.kind],
        "channels": elements.channels,
        "discretion": lists.discretion_of(code),
        "versions": list(catalog.history(code)),
        **_item_words(elements, on),
        **_paper(request, on, today),
    }
    return render(request, "service_standards/public/item.html", words)


def picture_of(link: str) -> str:
    """A code to scan that leads to the link, as a picture inside the page."""
    file = BytesIO()
    qrcode.make(link, image_factory=qrcode.image.svg.SvgPathImage, border=1).save(file)
    return f"data:image/svg+xml;base64,{base64.b64encode(file.getvalue()).decode()}"


def _totals(held: list[lists.Held], on: date) -> areas.Totals:
    return areas.totals([one.item for one in held], on=on)


def _item_words(elements: Any, on: date) -> dict[str, Any]:
    return {
        "fees": elements.fees_on(on),
        "other_fees": areas.other_fees(elements, on),
        "exempt": len(elements.exempt()),
    }


def _paper(request: HttpRequest, on: date, today: date) -> dict[str, Any]:
    """What the foot of the printed page says: the day, the address, the code."""
    link = request.build_absolute_uri(request.path)
    return {
        "on": on,
        "is_today": on == today,
        "today": today,
        "first_day": lists.AS_OF,
        "link": link,
        "code_picture": picture_of(link),
        "more_url": reverse("service_standards:home"),
    }


def _day(request: HttpRequest, today: date) -> date:
    """The day that the address asks for. Raises InvalidInput for what is none, or lies before the first list."""
    text = request.GET.get("on", "").strip()
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput({"on": "日期请写成 2019-12-09 这样。"}, next_step="请改正地址，或回到清单首页。") from None
    if not lists.AS_OF <= day <= date(today.year + 5, 12, 31):
        raise InvalidInput({"on": f"能看 {lists.AS_OF} 以后的清单。"}, next_step="请换一个日期。")
    return day
