"""The office's shelf of policies: list, one, writing, publishing, withdrawing, its file."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.policies import forms, queries, rules, services
from yishang.contexts.policies.models import Policy
from yishang.contexts.policies.views.access import READERS, WRITERS
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.cases.views.shown import list_address
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list
from yishang.kernel.journal import queries as journal

ROWS = 50
HEAD = ("编号", "标题", "发文字号", "发文机关", "发布日期", "有效期至", "方面", "状态", "适用对象", "标签", "来源网址")
FACTS = {"drafted": "起草", "edited": "修改", "attached": "上传附件", "published": "发布", "withdrawn": "撤回"}
DONE = {
    "drafted": "草稿已保存。",
    "edited": "修改已保存。",
    "published": "已发布，公众可以看到。",
    "withdrawn": "已撤回。",
}


@require_safe
@open_to(READERS)
def policies(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The policies that the actor may read, the newest first. Raises InvalidInput."""
    wanted, on = _wanted(request), localdate(now_of(request))
    found = queries.policies_matching(actor, wanted, on=on)
    page = queries.newest(found, cursor=request.GET.get("cursor", ""), limit=ROWS)
    words = {
        "wanted": wanted,
        "rows": [_row(one, on) for one in page.items],
        "total_text": f"{page.total} 份",
        "next_url": f"{_url(wanted)}&cursor={page.next}" if page.next else "",
        "aspects": queries.aspects(on=on),
        "states": rules.POLICY_STATES,
        "validities": queries.VALIDITY,
        "export_url": _url(wanted, page="policies:export_policies"),
        "may_write": actor.role in WRITERS,
        "is_narrowed": any(vars(wanted).values()),
    }
    return render(request, "policies/policies.html", words)


@require_safe
@open_to(READERS)
def export(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The list as a sheet (csv, or xlsx with ?form=xlsx)."""
    now, wanted = now_of(request), _wanted(request)
    found = queries.policies_matching(actor, wanted, on=localdate(now)).order_by("-pk")
    return send_list(
        actor=actor, name=f"政策文件-{localtime(now):%Y%m%d}", head=HEAD, rows=_lines(found),
        count=found.count(), at=now, form="xlsx" if request.GET.get("form") == "xlsx" else "csv", asked=vars(wanted),
    )  # fmt: skip


@require_safe
@open_to(READERS)
def policy(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One policy with whom it is for, whom it would reach today, and its course. Raises PolicyNotFound."""
    return _page(request, actor, queries.policy(actor, number))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WRITERS)
def new_policy(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Write a policy down."""
    if request.method != "POST":
        return _form_page(request, actor, forms.PolicyForm(initial={"issuer": ""}))
    return _save(request, actor, None)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WRITERS)
def edit_policy(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """Change a draft. Raises PolicyNotFound, PolicyNotOpen, WritingNotYours."""
    found = queries.policy(actor, number)
    services.refuse_others(actor=actor, region_code=found.region_id)
    rules.check_step("edit", state=found.state, has_aspect=True)
    if request.method != "POST":
        return _form_page(request, actor, forms.PolicyForm(initial=_initial(found)), found)
    return _save(request, actor, found)


@require_POST
@open_to(WRITERS)
def step(request: HttpRequest, *, actor: Actor, number: str, step: str) -> HttpResponse:
    """Publish or withdraw. Raises PolicyNotFound, WritingNotYours; what stands against it is said on the page."""
    found, now = queries.policy(actor, number), now_of(request)
    version = whole_number(request.POST.get("version", ""))
    try:
        if step == "publish":
            services.publish_policy(actor=actor, number=number, at=now, version=version)
        else:
            reason = request.POST.get("reason", "")
            services.withdraw_policy(actor=actor, number=number, reason=reason, at=now, version=version)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, actor, found, refusal=refusal)
    done = "published" if step == "publish" else "withdrawn"
    return redirect(f"{reverse('policies:policy', args=[number])}?done={done}")


def send_file(found: Policy) -> FileResponse:
    """The attachment of a policy as a download. Raises PolicyNotFound where there is none."""
    name = found.file.name or ""
    if not name or not found.file.storage.exists(name):
        raise queries.policy_not_found(found.number)
    kind = rules.FILE_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.file_name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _save(request: HttpRequest, actor: Actor, found: Policy | None) -> HttpResponse:
    form = forms.PolicyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, actor, form, found, status=422)
    try:
        answer = once(request, actor=actor, act=lambda: _write(request, actor, form, found))
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
        return _form_page(request, actor, form, found, status=refusal.status)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _form_page(request, actor, form, found, refusal=refusal, status=refusal.status)
    done = "edited" if found else "drafted"
    return redirect(f"{reverse('policies:policy', args=[answer['number']])}?done={done}")


def _write(request: HttpRequest, actor: Actor, form: forms.PolicyForm, found: Policy | None) -> dict[str, str]:
    entry, audience, now = form.entry(), forms.written_audience(form.cleaned_data), now_of(request)
    if found is None:
        kept = services.draft_policy(actor=actor, entry=entry, audience=audience, at=now)
    else:
        version = whole_number(request.POST.get("version", ""))
        kept = services.edit_policy(
            actor=actor, number=found.number, entry=entry, audience=audience, at=now, version=version
        )
    upload = form.cleaned_data.get("file")
    if upload:
        services.attach_file(actor=actor, number=kept.number, upload=upload, name=upload.name, at=now)
    return {"number": kept.number}


def _form_page(
    request: HttpRequest,
    actor: Actor,
    form: forms.PolicyForm,
    found: Policy | None = None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    words = {
        "form": form,
        "policy": found,
        "audience_fields": [form[name] for name in forms.AudienceForm.base_fields],
        "own_fields": [form[name] for name in form.fields if name not in forms.AudienceForm.base_fields],
        "preview": _preview(actor, form, localdate(now_of(request))),
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
    }
    return render(request, "policies/policy_form.html", words, status=status)


def _preview(actor: Actor, form: forms.PolicyForm, on: Any) -> queries.Reach | None:
    """Whom the audience in a filled-in form would reach; None while it cannot be read."""
    if not form.is_bound or any(name in form.errors for name in forms.AudienceForm.base_fields):
        return None
    audience = forms.written_audience(form.cleaned_data)
    return queries.reach_of([audience], region_code=queries.region_of(actor), on=on)


def _initial(found: Policy) -> dict[str, Any]:
    audience = rules.audience_in(found.audience)
    told = {name: getattr(found, name) for name in ("title", "doc_no", "issuer", "issue_date", "valid_to", "text")}
    return {
        **told,
        **vars(audience),
        "industries": " ".join(audience.industries),
        "aspect": found.aspect_id or "",
        "tags": " ".join(found.tags),
        "source_url": found.source_url,
    }


def _page(request: HttpRequest, actor: Actor, found: Policy, *, refusal: Refusal | None = None) -> HttpResponse:
    on = localdate(now_of(request))
    writes = rules.writes_for(actor, region_code=found.region_id, city_code=found.city_id)
    audience = rules.audience_in(found.audience)
    facts = journal.timeline(found.number, include_internal=True)
    words = {
        "row": _row(found, on),
        "policy": found,
        "audience": audience_words(audience),
        "reach": queries.reach_of([audience], region_code=queries.region_of(actor), on=on) if writes else None,
        "readers": found.readings.count(),
        "pushes": list(found.pushes.order_by("-pk")[:10]),
        "writes": writes,
        "withdraw": forms.WithdrawForm(),
        "entries": [
            {"title": FACTS.get(fact.verb.rpartition(".")[2], fact.verb), "at": fact.at, "meta": fact.actor_name,
             "body": str(fact.data.get("reason", ""))}
            for fact in reversed(facts)
        ],
        "refusal": refusal,
        "done": DONE.get(request.GET.get("done", ""), "") if refusal is None else "",
    }  # fmt: skip
    return render(request, "policies/policy.html", words, status=refusal.status if refusal else 200)


def audience_words(audience: rules.Audience) -> list[tuple[str, str]]:
    """An audience as people read it; one line for everybody."""
    industries = [rules.SECTIONS[one][0] if one in rules.SECTIONS else one for one in audience.industries]
    parts = [
        ("主体类型", "、".join(rules.SUBJECT_TYPES.get(one, one) for one in audience.subject_types)),
        ("行业", "、".join(industries)),
        ("县市区", "、".join(geo.short_name_of(one) for one in audience.regions)),
        ("登记年限", _between(audience.age_from, audience.age_to, "年")),
        ("注册资本", _between(audience.capital_from, audience.capital_to, "万元")),
        ("建设状态", "、".join(rules.BUILD_STATUSES.get(one, one) for one in audience.build_statuses)),
    ]
    return [part for part in parts if part[1]] or [("适用对象", "全部在库主体")]


def _between(least: Any, most: Any, unit: str) -> str:
    if least is None and most is None:
        return ""
    if most is None:
        return f"{least} {unit}以上"
    return f"{most} {unit}以下" if least is None else f"{least}–{most} {unit}"


def _row(one: Policy, on: Any) -> dict[str, Any]:
    is_over = one.state == "PUBLISHED" and one.valid_to is not None and one.valid_to < on
    return {
        "number": one.number,
        "title": one.title,
        "doc_no": one.doc_no,
        "issuer": one.issuer,
        "issue_date": one.issue_date,
        "valid_to": one.valid_to,
        "aspect": one.aspect.name if one.aspect else "还没有定",
        "is_sample": bool(one.aspect and one.aspect.source != "种"),
        "state": one.state,
        "state_label": "已失效" if is_over else rules.POLICY_STATES[one.state],
        "tone": "orange" if is_over else rules.POLICY_TONES[one.state],
        "is_demo": one.is_demo,
        "region": geo.short_name_of(one.region_id),
        "version": one.version,
    }


def _lines(rows: Any) -> Iterator[tuple[object, ...]]:
    for one in rows:
        audience = "；".join(f"{name}：{words}" for name, words in audience_words(rules.audience_in(one.audience)))
        yield (
            one.number, one.title, one.doc_no, one.issuer, one.issue_date.isoformat(),
            one.valid_to.isoformat() if one.valid_to else "", one.aspect.name if one.aspect else "",
            rules.POLICY_STATES[one.state], audience, " ".join(one.tags), one.source_url,
        )  # fmt: skip


def _wanted(request: HttpRequest) -> queries.PoliciesWanted:
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("aspect", "state", "validity", "q")}
    return queries.PoliciesWanted(**asked)


def _url(wanted: queries.PoliciesWanted, *, page: str = "policies:policies") -> str:
    return list_address(page, vars(wanted))
