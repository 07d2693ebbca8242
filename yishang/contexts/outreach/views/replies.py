"""The page of prepared words: those that one may use, keeping a new one, correcting and retiring."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yishang.contexts.outreach import queries, rules, services
from yishang.contexts.outreach.forms import add_faults
from yishang.contexts.outreach.forms.replies import SHARED, ReplyForm
from yishang.contexts.outreach.views.access import now_of, open_to
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import ANSWERING, Actor, Role
from yishang.kernel.intake.views import turned

KEEPERS = frozenset(Role(role) for role in ANSWERING)
ROWS = 50
DONE = {"kept": "模板已保存。", "corrected": "模板已修改。", "retired": "模板已停用。"}


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(KEEPERS)
def replies(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The list, and the form that keeps one more. Raises ReplyNotYours."""
    if request.method != "POST":
        return _page(request, actor, ReplyForm(initial={"shared": "mine", "move": request.GET.get("move", "")}))
    form = ReplyForm(request.POST)
    try:
        if form.is_valid():
            services.keep_reply(actor=actor, at=now_of(request), **form.cleaned_data)
            return _back("kept")
    except InvalidInput as refusal:
        add_faults(form, refusal)
    return _page(request, actor, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(KEEPERS)
def reply(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """Correct one. Raises NoSuchReply, ReplyNotYours."""
    found = queries.replies_seen_by(actor).filter(pk=key).first()
    if found is None:
        raise services.NoSuchReply("没有找到这个模板。", next_step="请回到列表再选。")
    shared = "mine" if found.account_id else "unit" if found.unit_id else "all"
    known = {"move": found.move, "category": found.category_id, "title": found.title, "text": found.text}
    if request.method != "POST":
        return _page(request, actor, ReplyForm(initial={**known, "shared": shared}), correcting=key)
    form = ReplyForm({**request.POST.dict(), "shared": shared})
    try:
        if form.is_valid():
            given = {name: value for name, value in form.cleaned_data.items() if name != "shared"}
            services.correct_reply(actor=actor, key=key, at=now_of(request), **given)
            return _back("corrected")
    except InvalidInput as refusal:
        add_faults(form, refusal)
    return _page(request, actor, form, correcting=key, status=422)


@require_POST
@open_to(KEEPERS)
def retire_reply(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """Offer one no more. Raises NoSuchReply, ReplyNotYours."""
    services.retire_reply(actor=actor, key=key, at=now_of(request))
    return _back("retired")


def _back(done: str) -> HttpResponse:
    return redirect(f"{reverse('outreach:replies')}?done={done}")


def _page(
    request: HttpRequest, actor: Actor, form: ReplyForm, *, correcting: int | None = None, status: int = 200
) -> HttpResponse:
    form.fields["shared"].choices = [one for one in SHARED if one[0] != "all" or actor.role == Role.MBO]  # type: ignore[attr-defined]
    pages = turned(request, queries.replies_seen_by(actor), most=ROWS, counted="个")
    rows = [
        {
            "one": one,
            "move": rules.APPEAL.move(one.move).label,
            "whose": "我自己" if one.account_id else one.unit.short_name if one.unit else "全市共用",
            "may_keep": bool(one.account_id or one.unit_id or actor.role == Role.MBO),
        }
        for one in pages["rows"]
    ]
    words = {
        **pages,
        "rows": rows,
        "form": form,
        "correcting": correcting,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "outreach/replies.html", words, status=status)
