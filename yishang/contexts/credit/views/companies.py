"""The counter's question, a party on one page, what was gathered of it, hints and certificates."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.credit import gateways, queries, rules, services
from yishang.contexts.credit.views.access import ASKERS, READERS, WITH_PAPERS, WORKERS
from yishang.contexts.credit.views.shown import DONE
from yishang.kernel.cases.views.shown import moment_text
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.exchange import views as exchange_views
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list

ROWS = 50
HEAD = (
    "主体",
    "统一社会信用代码",
    "类别",
    "事项",
    "文书号",
    "作出机关",
    "决定日期",
    "有效期至",
    "失信程度",
    "来源系统",
    "收到时间",
    "修复时间",
)
CATALOGS = {
    "parameters": "参数",
    "reasons": "列入原因",
    "measures": "惩戒措施",
    "licences": "双告知对照表",
    "duties": "职责对应",
}


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(ASKERS)
def ask(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Is this party restricted? Asking is a POST, since it leaves a trace."""
    answer: queries.Answer | None = None
    refusal: Refusal | None = None
    uscc, purpose = request.POST.get("uscc", "")[:40], request.POST.get("purpose", "")[:100]
    if request.method == "POST":
        try:
            answer = services.ask_restrictions(actor=actor, uscc=uscc, at=now_of(request), purpose=purpose)
        except Refusal as found:
            refusal = found
    words = {
        "answer": answer,
        "fault": refusal.message if refusal else "",
        "uscc": uscc or request.GET.get("uscc", "")[:40],
        "purpose": purpose,
        "asked": queries.asked_before(uscc) if answer else (),
        "may_open": actor.role in READERS,
    }
    return render(request, "credit/ask.html", words, status=refusal.status if refusal else 200)


@require_safe
@open_to(READERS)
def company(request: HttpRequest, *, actor: Actor, uscc: str) -> HttpResponse:
    """信用档案: everything on one party that this post may see. Raises InvalidInput, CompanyNotFound."""
    now = now_of(request)
    found = queries.dossier(actor, uscc, on=localdate(now))
    words = {
        "found": found,
        "answer": queries.restrictions(uscc, at=now),
        "list_name": rules.list_name(found.entity.uscc),
        "certificates": queries.certificates_of(found.entity.pk),
        "may_work": actor.role in WORKERS,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "credit/company.html", words)


@require_POST
@open_to(WORKERS)
def hint(request: HttpRequest, *, actor: Actor, uscc: str) -> HttpResponse:
    """Keep an internal hint. Raises InvalidInput, CompanyNotFound."""
    services.note_hint(actor=actor, uscc=uscc, text=request.POST.get("text", ""), at=now_of(request))
    return redirect(f"{reverse('credit:company', args=[uscc])}?done=hint")


@require_POST
@open_to(WITH_PAPERS)
def certify(request: HttpRequest, *, actor: Actor, uscc: str) -> HttpResponse:
    """Issue a certificate and show it. Raises CreditNotYours, CompanyNotFound, InvalidInput."""
    purpose = request.POST.get("purpose", "")
    made = services.issue_certificate(actor=actor, uscc=uscc, at=now_of(request), purpose=purpose)
    return redirect("credit:certificate", made.number)


@require_safe
@open_to(READERS)
def records(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """What was gathered, the newest first. Raises InvalidInput."""
    kind, words_asked = request.GET.get("kind", "")[:10], request.GET.get("q", "").strip()[:60]
    rows = queries.records_matching(actor, kind=kind, q=words_asked)
    key = whole_number(request.GET.get("cursor", "")) if request.GET.get("cursor") else None
    if request.GET.get("cursor") and key is None:
        raise InvalidInput({"cursor": "翻页位置已失效。"}, next_step="请从第一页重新查看。")
    total, items = rows.count(), list((rows.filter(pk__lt=key) if key else rows)[: ROWS + 1])
    asked = urlencode({name: word for name, word in (("kind", kind), ("q", words_asked)) if word})
    words = {
        "rows": items[:ROWS],
        "kind": kind,
        "q": words_asked,
        "kinds": rules.RECORD_KINDS,
        "total_text": f"{total} 条",
        "next_url": f"?{asked}&cursor={items[ROWS - 1].pk}" if len(items) > ROWS else "",
        "export_url": f"{reverse('credit:export_records')}?{asked}",
        "is_narrowed": bool(kind or words_asked),
    }
    return render(request, "credit/records.html", words)


@require_safe
@open_to(READERS)
def export_records(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The same list as a sheet (csv, or xlsx with ?form=xlsx)."""
    now, kind = now_of(request), request.GET.get("kind", "")[:10]
    rows = queries.records_matching(actor, kind=kind, q=request.GET.get("q", "")[:60])
    return send_list(
        actor=actor, name=f"信用归集-{localtime(now):%Y%m%d}", head=HEAD, rows=_lines(rows), count=rows.count(), at=now,
        asked={"kind": kind}, form="xlsx" if request.GET.get("form") == "xlsx" else "csv",
    )  # fmt: skip


@require_safe
@open_to(READERS)
def record(request: HttpRequest, *, actor: Actor, record_id: int) -> HttpResponse:
    """One row with where it came from. Raises NoSuchPaper."""
    return _record_page(request, actor, record_id)


@require_POST
@open_to(WORKERS)
def publish(request: HttpRequest, *, actor: Actor, record_id: int) -> HttpResponse:
    """Show a penalty to the public. Raises NoSuchPaper; what stands against it is said on the page."""
    try:
        services.publish_penalty(actor=actor, record_id=record_id, at=now_of(request))
    except rules.NotRepairable as refusal:
        return _record_page(request, actor, record_id, refusal=refusal)
    return redirect(f"{reverse('credit:record', args=[record_id])}?done=publish")


@require_safe
@open_to(READERS)
def catalogs(request: HttpRequest, *, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """规则与参数: what the law of each day says, with its basis; 疑 as 待核."""
    tables = [(CATALOGS[name], name, list(rows)) for name, rows in queries.catalog_rows().items()]
    return render(request, "credit/catalogs.html", {"tables": tables})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(READERS)
def exchange(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """What passes between our lists and the credit platform, with what waits and why. Raises CreditNotYours."""
    if request.method == "POST" and actor.role != Role.DRL:
        raise rules.CreditNotYours("系统对接由双随机牵头部门处理。", next_step="请联系市市场监管局。")
    connected = gateways.CHANNELS if gateways.chosen() else ()
    return exchange_views.messages(
        request, actor=actor, channels=gateways.CHANNELS, kinds=gateways.KINDS, connected=connected,
        may_settle=actor.role == Role.DRL,
    )  # fmt: skip


@require_safe
@open_to(READERS)
def figures(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The figures of this year, each opening its rows, and the source's beside them."""
    now = now_of(request)
    first, last = queries.year_of(now)
    lists = {"listing": "listings", "push": "pushes", "warning": "warnings", "sanction": "sanctions"}
    urls = {name: f"{reverse(f'credit:{page}')}?heap=all" for name, page in lists.items()}
    urls["listing"] += "&state=REMOVED"
    pages = {**lists, "serious": "serious", "records": "records"}
    words = {
        "figures": queries.figures(actor, first=first, last=last, now=now, urls=urls),
        "beside": [
            (one, f"{reverse(f'credit:{pages[one.heap]}')}?heap=all")
            for one in queries.beside_the_source(actor, now=now)
        ],
        "year": first.year,
        "now": now,
    }
    return render(request, "credit/figures.html", words)


@require_safe
@open_to(WITH_PAPERS)
def certificate(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """A certificate as it was issued, to print. Raises NoSuchPaper."""
    found = queries.certificate(actor, number)
    words = {"certificate": found, "back": _back(actor, found.entity.uscc), "is_demo": found.entity.is_demo}
    return render(request, "credit/certificate.html", words)


@require_safe
@open_to(WITH_PAPERS)
def paper(request: HttpRequest, *, actor: Actor, paper_id: int) -> HttpResponse:
    """A decision as it was signed, to print. Raises NoSuchPaper."""
    found = queries.paper(actor, paper_id)
    page = "credit:own_matter" if actor.role == Role.ENT else "credit:matter"
    words = {"paper": found, "back": reverse(page, args=[found.matter]), "is_demo": found.entity.is_demo}
    return render(request, "credit/paper.html", words)


def _record_page(request: HttpRequest, actor: Actor, record_id: int, *, refusal: Refusal | None = None) -> HttpResponse:
    found = queries.record_for(actor, record_id)
    words = {
        "record": found,
        "refusal": refusal,
        "may_publish": actor.role in WORKERS and found.kind == "PENALTY" and found.grade and not found.repaired_at,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "credit/record.html", words, status=refusal.status if refusal else 200)


def _back(actor: Actor, uscc: str) -> str:
    return reverse("credit:mine") if actor.role == Role.ENT else reverse("credit:company", args=[uscc])


def _lines(rows: Any) -> Iterator[tuple[object, ...]]:
    for one in rows.iterator(chunk_size=2000):
        yield (
            one.entity.name, one.entity.uscc, one.get_kind_display(), one.title, one.document, one.organ,
            one.decided_on.isoformat(), one.valid_to.isoformat() if one.valid_to else "", one.get_grade_display(),
            one.source, moment_text(one.received_at), moment_text(one.repaired_at),
        )  # fmt: skip
