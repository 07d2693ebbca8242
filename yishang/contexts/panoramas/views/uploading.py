"""Uploading a panorama, and a project with its points and periods."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from yishang.contexts.panoramas import forms, queries, rules, services
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.parties import queries as parties


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.OFFICES)
def upload(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The form of a panorama; POST takes it in and opens its page. What stands against it comes back at its field."""
    projects = _choices(actor, request)
    if request.method != "POST":
        told = {name: request.GET[name] for name in ("project", "point_no") if name in request.GET}
        return _upload_page(request, forms.UploadForm(projects=projects, initial=told))
    form = forms.UploadForm(request.POST, request.FILES, projects=projects)
    refused: Refusal | None = None
    try:
        if form.is_valid():
            made = services.take_in_panorama(
                actor=actor,
                project_id=int(form.cleaned_data["project"]),
                flight=form.flight(),
                upload=form.cleaned_data["image"],
                at=now_of(request),
            )
            return redirect(f"{reverse('panoramas:panorama', args=[made.number])}?done=taken_in")
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
    except Refusal as refusal:
        refused = refusal
    return _upload_page(request, form, refusal=refused, status=refused.status if refused else 422)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.READERS)
def project(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """A project's points with their periods in order; the offices say with POST where it lies.

    Raises PanoramaNotVisible, PanoramaNotYours.
    """
    found = queries.project(actor, key, on=localdate(now_of(request)))
    place = parties.place_of(found)
    if request.method != "POST":
        return _project_page(request, actor, found, forms.PlaceForm())
    form = forms.PlaceForm(request.POST)
    try:
        rules.check_keeps(actor, region_code=found.region_id, city_code=actor.city_code)
        if form.is_valid():
            services.place_project(actor=actor, project_id=key, at=now_of(request), **form.cleaned_data)
            return redirect(f"{request.path}?done={'moved' if place else 'placed'}")
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
    return _project_page(request, actor, found, form, status=422)


def _choices(actor: Actor, request: HttpRequest) -> list[tuple[str, str]]:
    found = queries.projects_within(actor, on=localdate(now_of(request)))
    return [(str(one.pk), f"{one.name}（{one.region.short_name}）") for one in found]


def _upload_page(
    request: HttpRequest, form: forms.UploadForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    chosen = whole_number(form["project"].value() or "")
    words = {"form": form, "refusal": refusal, "chosen": chosen}
    return render(request, "panoramas/upload.html", words, status=status)


def _project_page(
    request: HttpRequest, actor: Actor, found: Any, form: forms.PlaceForm, *, status: int = 200
) -> HttpResponse:
    words = {
        "project": found,
        "place": parties.place_of(found),
        "points": queries.periods_of(actor, found.pk),
        "form": form if actor.role in rules.OFFICES else None,
        "may_keep": actor.role in rules.OFFICES,
        "done": {"placed": "已登记项目坐标。", "moved": "已更正项目坐标。"}.get(request.GET.get("done", ""), ""),
    }
    return render(request, "panoramas/project.html", words, status=status)
