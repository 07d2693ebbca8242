"""The list of items at the desk: narrowed, paged, exported in the elements' order."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.service_standards import forms, queries, rules
from yishang.kernel.catalog import queries as items_of
from yishang.kernel.catalog import rules as catalog
from yishang.kernel.catalog import services
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list, turned

ROWS = 50
LONGEST = 120  # characters of a word that narrows
STATES_OF_ROWS = tuple(catalog.STATES.items())
KINDS = tuple((code, name) for code, name in catalog.KINDS.items() if code in catalog.ON_REQUEST)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.READERS)
def items(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """What holds, what will, what was retired, and the drafts that the post sees.

    POST publishes all that are shown together, when the list shows reviewed versions only.
    """
    on = localdate(now_of(request))
    names = ("q", "state", "kind", "department", "findings")
    wanted = {name: request.GET.get(name, "").strip()[:LONGEST] for name in names}
    rows = queries.items_matching(actor, queries.Sought(**wanted), on=on)
    form, refusal = forms.PublishForm(), None
    if request.method == "POST":
        form = forms.PublishForm(request.POST)
        try:
            if form.is_valid():
                many = _published(request, actor, rows, form)
                return redirect(f"{request.path}?state={catalog.PUBLISHED}&published={many}")
        except Refusal as fault:
            refusal = fault
    elif sheet := request.GET.get("form", ""):
        return _sheet(request, actor, rows, wanted, "xlsx" if sheet == "xlsx" else "csv")
    words = {
        **turned(request, rows, most=ROWS, counted="版"),
        "wanted": wanted,
        "narrowed": any(wanted.values()),
        "choices": _choices(actor, wanted, on),
        "may_write": actor.role in rules.WRITERS,
        "publish": form if actor.role in rules.OFFICES and wanted["state"] == catalog.REVIEWED else None,
        "refusal": refusal,
        "published": whole_number(request.GET.get("published", "")),
    }
    words["rows"] = [(one, catalog.KINDS.get(one.kind, one.kind)) for one in words["rows"]]
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "service_standards/items.html", words, status=status)


def _published(request: HttpRequest, actor: Actor, rows: Any, form: forms.PublishForm) -> int:
    """Publish the reviewed ones among the rows. Raises as publish_items, ItemNotYours for who may not."""
    catalog.check_office(actor)
    codes = list(rows.filter(state=catalog.REVIEWED).values_list("item__code", flat=True))
    return services.publish_items(actor=actor, codes=codes, at=now_of(request), **form.cleaned_data)


@require_safe
@open_to(rules.READERS)
def materials(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Materials that two items name by one id and define differently, both wordings beside each other."""
    clashes = items_of.material_clashes(actor, on=localdate(now_of(request)))
    return render(request, "service_standards/materials.html", turned(request, clashes, most=ROWS, counted="种"))


def _choices(actor: Actor, wanted: dict[str, str], on: Any) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """The drop-downs: name, label, what is chosen, what may be."""
    offered = {
        "state": ("状态", list(STATES_OF_ROWS)),
        "kind": ("事项类型", list(KINDS)),
        "department": ("实施主体", [(one, one) for one in queries.departments(actor, on=on)]),
        "findings": ("待改正", list(rules.FINDINGS.items())),
    }
    return [(name, label, wanted[name], options) for name, (label, options) in offered.items()]


def _sheet(request: HttpRequest, actor: Actor, rows: Any, wanted: dict[str, str], form: str) -> HttpResponseBase:
    """The rows in the table's own form, which the import reads back."""
    now = now_of(request)
    lines = (list(catalog.row_of(one.item.code, one.elements).values()) for one in rows.iterator(chunk_size=500))
    return send_list(
        actor=actor, name=f"政务服务事项-{localdate(now):%Y%m%d}", head=[field.label for field in catalog.FIELDS],
        rows=lines, count=rows.count(), at=now, form=form, asked=wanted,
    )  # fmt: skip
