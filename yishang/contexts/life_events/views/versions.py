"""Versions of a tree: for everybody what changed when; for its keepers the table out, in again, and published."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.life_events import forms, queries, rules, services
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list

LARGEST = 4 << 20  # bytes of a table


@require_safe
@gzip_page
def versions(request: HttpRequest, name: str) -> HttpResponse:
    """Every version with its day, and what changed from `old` to `new`, the newest two unless asked for others.

    Raises TreeNotFound.
    """
    if name not in rules.TITLES:
        raise queries.not_found()
    every = list(queries.versions(name))
    new = _numbered(every, request.GET.get("new", "")) or (every[0] if every else None)
    before = (one for one in every if new and one.number < new.number)
    old = _numbered(every, request.GET.get("old", "")) or next(before, None)
    changes = []
    if old and new:
        names = queries.item_names(localdate(now_of(request)))
        changes = rules.differences(queries.made(old), queries.made(new), names)
    words = {"name": name, "title": rules.TITLES[name], "versions": every, "old": old, "new": new, "changes": changes}
    return render(request, "life_events/versions.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.KEEPERS)
def keep(request: HttpRequest, *, actor: Actor, name: str) -> HttpResponse:
    """The desk of one tree: its table to download, a table to load, the draft with what it changes.

    Raises TreeNotFound.
    """
    now = now_of(request)
    today = localdate(now)
    if name not in rules.TITLES:
        raise queries.not_found()
    if request.method != "POST":
        return _desk(request, name, forms.TableForm(queries.declared(name, on=today)))
    form = forms.TableForm(queries.declared(name, on=today), request.POST, request.FILES)
    if not form.is_valid():
        return _desk(request, name, form, status=422)
    try:
        _load(actor, name, form, now)
    except (rules.TableRefused, InvalidInput, rules.NothingChanged) as refusal:
        form.add_error("table", f"{refusal.message}{refusal.next_step}")
        return _desk(request, name, form, told=getattr(refusal, "told", ()), status=422)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        form.add_error("table", f"{refusal.message}{refusal.next_step}")
        return _desk(request, name, form, status=422)
    return redirect("life_events:keep", name=name)


@require_POST
@open_to(rules.KEEPERS)
def publish(request: HttpRequest, *, actor: Actor, name: str) -> HttpResponse:
    """Publish the draft. Raises NoDraft, OwnDraft, CountsDiffer; a day that does not do is told at its place."""
    now = now_of(request)
    form = forms.PublishForm(request.POST)
    table = forms.TableForm(queries.declared(name, on=localdate(now))) if name in rules.TITLES else None
    if table is None:
        raise queries.not_found()
    if not form.is_valid():
        return _desk(request, name, table, publishing=form, status=422)
    try:
        services.publish_tree(actor=actor, tree=name, on=form.cleaned_data["on"], at=now)
    except InvalidInput as refusal:
        form.add_error("on", refusal.fields["on"])
        return _desk(request, name, table, publishing=form, status=422)
    return redirect("life_events:versions", name=name)


@require_POST
@open_to(rules.KEEPERS)
def drop(request: HttpRequest, *, actor: Actor, name: str) -> HttpResponse:
    """Forget the draft. Raises NoDraft."""
    services.drop_tree(actor=actor, tree=name, at=now_of(request))
    return redirect("life_events:keep", name=name)


@require_safe
@open_to(rules.KEEPERS)
def table(request: HttpRequest, *, actor: Actor, name: str) -> HttpResponseBase:
    """The tree of today as a table to edit; `form` csv or xlsx. Raises TreeNotFound."""
    now = now_of(request)
    day = localdate(now)
    rows = list(rules.rows_of(queries.tree(name, on=day), queries.item_names(day)))
    form = "csv" if request.GET.get("form") == "csv" else "xlsx"
    return send_list(
        actor=actor, name=f"{rules.TITLES[name]}-{day}", head=rules.HEAD, rows=rows, count=len(rows), at=now, form=form,
        asked={"tree": name},
    )  # fmt: skip


def _load(actor: Actor, name: str, form: forms.TableForm, now: Any) -> None:
    given: UploadedFile = form.cleaned_data["table"]
    if (given.size or 0) > LARGEST:
        raise InvalidInput({"table": f"文件大于 {LARGEST >> 20} MB。"})
    with TemporaryDirectory(prefix="tree-") as folder:
        path = Path(folder) / "table"
        path.write_bytes(given.read())
        reason = form.cleaned_data["reason"]
        services.load_tree(actor=actor, tree=name, path=path, declared=form.declared(), reason=reason, at=now)


def _desk(
    request: HttpRequest,
    name: str,
    form: forms.TableForm,
    *,
    publishing: forms.PublishForm | None = None,
    told: Any = (),
    status: int = 200,
) -> HttpResponse:
    today = localdate(now_of(request))
    draft, now = queries.draft_of(name), queries.tree(name, on=today)
    words = {
        "name": name, "title": rules.TITLES[name], "trees": rules.TITLES, "form": form, "told": told, "draft": draft,
        "counts": [(word, getattr(now.count(), key)) for key, word in forms.COUNTED.items()],
        "versions": queries.versions(name),
        "publishing": publishing or forms.PublishForm(initial={"on": today}),
    }  # fmt: skip
    if draft:
        made = queries.made(draft)
        words["changes"] = rules.differences(now, made, queries.item_names(today))
        words["differing"] = rules.differing(made, rules.Count(**draft.declared))
    return render(request, "life_events/desk/keep.html", words, status=status)


def _numbered(every: list[Any], text: str) -> Any:
    number = whole_number(text)
    return next((one for one in every if one.number == number), None)
