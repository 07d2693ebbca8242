"""Tables of other systems, brought in at the browser: hand in, look at what was found, then say that it be taken.

The bytes that were looked at are the bytes that are taken; a second press changes nothing; what a worker does is
shown while it does it.
"""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.intake import queries, rules
from yishang.kernel.intake import services as intake
from yishang.kernel.intake.rules import whole_number
from yishang.site import table_import_tasks as tasks

LATEST = 10
ACCEPTED = ".csv,.xlsx,.xz,.txt"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}


class ImportPageNotYours(Refusal):
    """Bringing tables in is for the posts that some kind of table names."""

    status = 403


class UploadForm(forms.Form):
    """Which kind of table, the file, and what its columns mean where the header does not say."""

    what = forms.ChoiceField(
        label="导入什么", widget=forms.RadioSelect, error_messages={"required": "请选择导入什么。"}
    )
    table = forms.FileField(
        label="表格文件",
        help_text=f"CSV（UTF-8 或 GB18030，可用 xz 压缩），或 XLSX 的第一张表；最大 {intake.FILE_MOST >> 20} MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请换一个。"},
    )
    columns = forms.CharField(
        label="列的对应",
        required=False,
        max_length=500,
        help_text="表头认不出时才用，如：反映内容=content,反映时间=submitted_at",
    )

    def __init__(self, kinds: list[rules.Import], *data: Any, **given: Any) -> None:
        super().__init__(*data, **given)
        self.fields["what"].choices = [(what.name, what.title) for what in kinds]  # type: ignore[attr-defined]
        self.fields["what"].initial = kinds[0].name

    def clean_columns(self) -> dict[str, str]:
        """Column → field. A wrong word is told at its place."""
        try:
            return rules.wanted_columns(self.cleaned_data["columns"].replace("，", ","))
        except rules.UnusableTable as refusal:
            raise forms.ValidationError(refusal.message.replace("--map 中的", "") + refusal.next_step) from None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required(login_url="sign_in_staff")
def tables(request: HttpRequest) -> HttpResponse:
    """Hand a table in; below it the person's latest ones. Raises ImportPageNotYours."""
    actor, kinds = _importer(request)
    if request.method != "POST":
        chosen = {"what": request.GET["what"]} if request.GET.get("what") in {what.name for what in kinds} else None
        return _start(request, actor, kinds, UploadForm(kinds, initial=chosen))
    form = UploadForm(kinds, request.POST, request.FILES)
    if not form.is_valid():
        return _start(request, actor, kinds, form, status=422)
    try:
        return redirect("table_upload", upload_id=_keep(request, actor, form.cleaned_data))
    except Refusal as refusal:
        if refusal.status == ImportPageNotYours.status:
            raise
        form.add_error("table", f"{refusal.message}{refusal.next_step}")
        return _start(request, actor, kinds, form, status=422)


@require_safe
@login_required(login_url="sign_in_staff")
def upload(request: HttpRequest, upload_id: str) -> HttpResponse:
    """One table: how far it is, what was found, what came of it. Raises UploadNotFound."""
    actor, kinds = _importer(request)
    return _page(request, queries.upload_of(actor.id, whole_number(upload_id)), kinds)


@require_POST
@login_required(login_url="sign_in_staff")
def accept(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Say that the table be taken; once is enough, a second press shows the same page. Raises UploadNotFound."""
    actor, kinds = _importer(request)
    found = queries.upload_of(actor.id, whole_number(upload_id))
    try:
        with transaction.atomic():
            accept_good = request.POST.get("accept_good") == "1"
            if intake.accept_upload(actor=actor, upload_id=found.pk, accept_good=accept_good, at=_now(request)):
                tasks.queue_take(found.pk)
    except intake.NothingToAccept as refusal:
        return _page(request, found, kinds, refusal=refusal)
    return redirect("table_upload", upload_id=found.pk)


@require_POST
@login_required(login_url="sign_in_staff")
def drop(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Forget a table. Raises UploadNotFound, NothingToAccept while it is being taken."""
    actor, _ = _importer(request)
    intake.drop_upload(actor=actor, upload_id=queries.upload_of(actor.id, whole_number(upload_id)).pk)
    return redirect("table_import")


@require_safe
@login_required(login_url="sign_in_staff")
def report(request: HttpRequest, upload_id: str, form: str) -> FileResponse:
    """All faults of a table, as XLSX or CSV. Raises UploadNotFound."""
    actor, _ = _importer(request)
    found = queries.upload_of(actor.id, whole_number(upload_id))
    if form not in FORMS or found.state not in ("CHECKED", "TAKING", "TAKEN"):
        raise Http404
    file = intake.report_of(upload=found, as_workbook=form == "xlsx")
    name = f"导入报告-{found.pk}.{form}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=FORMS[form])


@require_safe
@login_required(login_url="sign_in_staff")
def template(request: HttpRequest, what: str) -> FileResponse:
    """An empty table to fill in. Raises ImportPageNotYours; an unknown kind is not found."""
    _, kinds = _importer(request)
    chosen = next((one for one in kinds if one.name == what), None)
    if chosen is None:
        raise Http404
    file = intake.template_of(what=chosen)
    return FileResponse(file, as_attachment=True, filename=f"{chosen.title}导入模板.xlsx", content_type=XLSX)


def _importer(request: HttpRequest) -> tuple[Actor, list[rules.Import]]:
    """The person and what the post may bring in. Raises ImportPageNotYours."""
    actor: Actor | None = request.actor or None  # type: ignore[attr-defined]
    kinds = queries.imports_for(actor.role) if actor else []
    if actor is None or not kinds:
        raise ImportPageNotYours("批量导入由营商办和承办部门办理。", next_step="请把表格交给市营商办。")
    return actor, kinds


def _keep(request: HttpRequest, actor: Actor, given: dict[str, Any]) -> int:
    file = given["table"]
    with transaction.atomic():
        kept = intake.keep_upload(
            actor=actor,
            what=queries.imports()[given["what"]],
            name=file.name,
            chunks=file.chunks(),
            columns=given["columns"],
            at=_now(request),
            post_id=actor.post_id,
        )
        if kept.state == "WAITING":
            tasks.queue_check(kept.pk)
    return int(kept.pk)


def _start(
    request: HttpRequest, actor: Actor, kinds: list[rules.Import], form: UploadForm, *, status: int = 200
) -> HttpResponse:
    titles = {what.name: what.title for what in kinds}
    latest = [(titles.get(one.what, one.what), one) for one in queries.uploads_of(actor.id, limit=LATEST)]
    words = {"form": form, "kinds": kinds, "latest": latest, "kept_days": intake.KEPT.days}
    return render(request, "portal/tables/start.html", words, status=status)


def _page(
    request: HttpRequest, found: Any, kinds: list[rules.Import], *, refusal: Refusal | None = None
) -> HttpResponse:
    what = next((one for one in kinds if one.name == found.what), None)
    words = {
        "upload": found,
        "title": what.title if what else found.what,
        "refusal": refusal,
        "findings": found.first_findings,
        "whole": found.read if found.accepted_at else 0,
        "kept_days": intake.KEPT.days,
    }
    return render(request, "portal/tables/upload.html", words, status=refusal.status if refusal else 200)


def _now(request: HttpRequest) -> Any:
    return request.now  # type: ignore[attr-defined]
