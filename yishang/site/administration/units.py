"""Units: SYS opens them and corrects what they are called and where they are reached."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.outreach.views.access import open_to
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import queries, services
from yishang.kernel.directory.rules import Actor, Role, UnitEntry
from yishang.kernel.geo import queries as geo
from yishang.site.administration import forms, listing

SYS = frozenset({Role.SYS})
FILTERS = ("q", "region")
HEAD = ("代码", "名称", "简称", "层级", "区划", "类型", "上级", "电话")


class UnitNotFound(Refusal):
    """There is no such unit."""

    status = 404


@require_safe
@open_to(SYS)
def units(request: HttpRequest, *, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Every unit, the newest first."""
    page = listing.page_of(request, _found(request), FILTERS)
    counties = [(one.code, one.short_name) for one in geo.counties_of(settings.CITY_CODE)]
    return render(request, "administration/units.html", {"page": page, "counties": counties})


@require_safe
@open_to(SYS)
def export(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The whole list as a sheet."""

    def line(row: Any) -> tuple[object, ...]:
        parent = row.parent.name if row.parent else ""
        region = geo.name_of(row.region_id)
        level, kind = row.get_level_display(), row.get_org_type_display()
        return (row.code, row.name, row.short_name, level, region, kind, parent, row.phone)

    return listing.send(request, actor, "单位清单", HEAD, _found(request), line)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(SYS)
def open_unit(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """A new unit."""
    form = forms.UnitOpening(forms.sent_in(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        entry = UnitEntry(
            code=told["code"],
            name=told["name"],
            short_name=told["short_name"],
            level=told["level"],
            region_code=told["region"],
            org_type=told["org_type"],
            parent_code=told["parent"],
            phone=told["phone"],
        )
        try:
            services.open_units(
                actor=actor,
                entries=[entry],
                at=request.now,  # type: ignore[attr-defined]
                batch=f"unit {entry.code}",
                is_demo=settings.DEMO,
            )
        except InvalidInput as refusal:
            forms.tell_faults(form, refusal)
        except Refusal as refusal:
            form.add_error("code", f"{refusal.message}。{refusal.next_step}")
        else:
            return redirect("administration:units")
    words = {"form": form, "title": "新建单位", "action": "建立"}
    return render(request, "administration/unit.html", words, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(SYS)
def unit(request: HttpRequest, *, actor: Actor, code: str) -> HttpResponse:
    """Correct one unit. Raises UnitNotFound."""
    found = queries.unit(code)
    if found is None:
        raise UnitNotFound("没有找到这个单位。", next_step="请回到单位列表查找。")
    initial = {"name": found.name, "short_name": found.short_name, "phone": found.phone}
    form = forms.UnitCorrection(forms.sent_in(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_unit(actor=actor, unit=found, **form.cleaned_data, at=request.now)  # type: ignore[attr-defined]
        except InvalidInput as refusal:
            forms.tell_faults(form, refusal)
        else:
            return redirect("administration:units")
    words = {"form": form, "title": found.name, "code": found.code, "action": "保存"}
    return render(request, "administration/unit.html", words, status=422 if form.errors else 200)


def _found(request: HttpRequest) -> Any:
    asked = listing.asked_of(request, FILTERS)
    rows = queries.units(asked["region"]) if asked["region"] else queries.units()
    if asked["q"]:
        rows = rows.filter(name__contains=asked["q"]) | rows.filter(code__startswith=asked["q"])
    return rows.select_related("parent").order_by("-pk")
