"""The list of items at the desk: narrowed, paged, exported in the elements' order."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yishang.contexts.service_standards import queries, rules
from yishang.kernel.catalog import queries as items_of
from yishang.kernel.catalog import rules as catalog
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.views import send_list, turned

ROWS = 50
LONGEST = 120  # characters of a word that narrows
STATES_OF_ROWS = tuple(catalog.STATES.items())
KINDS = tuple((code, name) for code, name in catalog.KINDS.items() if code in catalog.ON_REQUEST)


@require_safe
@open_to(rules.READERS)
def items(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """What holds, what will, what was retired, and the drafts that the post sees."""
    on = localdate(now_of(request))
    names = ("q", "state", "kind", "department", "findings")
    wanted = {name: request.GET.get(name, "").strip()[:LONGEST] for name in names}
    rows = queries.items_matching(actor, queries.Sought(**wanted), on=on)
    if form := request.GET.get("form", ""):
        return _sheet(request, actor, rows, wanted, "xlsx" if form == "xlsx" else "csv")
    words = {
        **turned(request, rows, most=ROWS, counted="版"),
        "wanted": wanted,
        "narrowed": any(wanted.values()),
        "choices": _choices(actor, wanted, on),
        "may_write": actor.role in rules.WRITERS,
    }
    words["rows"] = [(one, catalog.KINDS.get(one.kind, one.kind)) for one in words["rows"]]
    return render(request, "service_standards/items.html", words)


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
