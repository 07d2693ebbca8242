"""The trees for everybody: drawn, as a list, a theme's leaf, an event, an item."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from yishang.contexts.life_events import queries, rules
from yishang.contexts.life_events.models import TreeVersion
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog.rules import KINDS, Mode
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.views import is_fragment, now_of
from yishang.kernel.intake.rules import moment

FOUND_MOST = 30
Q_LONGEST = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """To the tree of people."""
    return redirect("life_events:tree", rules.NATURAL)


@require_safe
@gzip_page
def tree(request: HttpRequest, name: str) -> HttpResponse:
    """One tree, drawn or as a list (`view=list`); with `q` what is found on all trees; `on` a day shows the version of
    that day. Raises TreeNotFound, InvalidInput for what is no day.
    """
    on, version = _wished(request, name)
    whole, q = queries.tree(name, on=on), request.GET.get("q", "").strip()[:Q_LONGEST]
    words: dict[str, Any] = {
        "tree": whole,
        "version": version,
        "is_old": on != localdate(now_of(request)),
        "count": whole.count(),
        "trees": [(one, words, one == name) for one, words in rules.WHOSE.items()],
        "q": q,
        "found": _found(request, q) if q else None,
    }
    if is_fragment(request):
        return render(request, "life_events/found.html", words)
    as_list = request.GET.get("view") == "list"
    words |= {"as_list": as_list, "corners": _corners(whole)}
    if as_list:
        words["outline"] = _outline(whole)
    else:
        words |= {"wide": queries.drawing(whole, "wide"), "tall": queries.drawing(whole, "tall")}
    return render(request, "life_events/list.html" if as_list else "life_events/tree.html", words)


@require_safe
@gzip_page
def theme(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """One leaf: its events, and their items in short. Raises TreeNotFound."""
    whole = queries.tree(name, on=localdate(now_of(request)))
    node = whole.nodes.get(code)
    if node is None or node.kind != "theme":
        raise queries.not_found()
    held = queries.items_in_force(localdate(now_of(request)))
    events = [(event, _lines(whole, event, held)) for event in whole.below(node)]
    words = {"tree": whole, "theme": node, "stage": whole.nodes[node.parent], "events": events}
    page = "life_events/theme_words.html" if is_fragment(request) else "life_events/theme.html"
    return render(request, page, words)


@require_safe
@gzip_page
def event(request: HttpRequest, code: str) -> HttpResponse:
    """One event: what belongs to it, in which order, how long side by side, which papers. Raises TreeNotFound."""
    whole, node = queries.event(code, on=localdate(now_of(request)))
    held = queries.items_in_force(localdate(now_of(request)))
    entries = whole.items.get(code, ())
    required = rules.analyse(entries, held, required_only=True)
    everything = rules.analyse(entries, held)
    theme_node = whole.nodes[node.parent]
    words = {
        "tree": whole,
        "event": node,
        "theme": theme_node,
        "stage": whole.nodes[theme_node.parent],
        "rows": [(one, held.get(one.item), _bar(required, one.item)) for one in entries],
        "after": {one.item: [held[before].name for before in one.after if before in held] for one in entries},
        "required": required,
        "papers": _papers(required if required.items else everything, held, entries, bool(required.items)),
        "everything": everything,
        "gain": queries.gain(code, on=localdate(now_of(request))),
        "slow": [held[one].name for one in required.path],
    }
    return render(request, "life_events/event.html", words)


@require_safe
@gzip_page
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item as the catalog says it today. Raises ItemNotFound."""
    version = catalog.item_in_force(code, on=localdate(now_of(request)))
    elements = version.elements
    events = queries.events_of(code, on=localdate(now_of(request)))
    earlier = [one for one in catalog.history(code) if one.pk != version.pk]
    words = {"version": version, "item": elements, "kind": KINDS[elements.kind], "events": events, "earlier": earlier}
    return render(request, "life_events/item.html", words)


def _wished(request: HttpRequest, name: str) -> tuple[date, TreeVersion | None]:
    """The day for which the tree is wished, today unless `on` says another, and the version that held then."""
    today, text = localdate(now_of(request)), request.GET.get("on", "").strip()
    day = today
    if text:
        found = moment(text)
        if found is None:
            raise InvalidInput({"on": f"“{text[:20]}”不是日期，须如 2019-12-01。"})
        day = localdate(found)
    version = queries.version_on(name, day)
    if version is None and queries.versions(name).exists():
        raise rules.TreeNotFound("那一天这棵树还没有发布。", next_step="请看它的各个版本。")
    return day, version


def _found(request: HttpRequest, q: str) -> list[dict[str, Any]]:
    """Items that match, each with the events that need it; the first hits only."""
    on = localdate(now_of(request))
    held = queries.items_in_force(on)
    return [
        {"code": code, "item": held[code], "events": [node for _, node in queries.events_of(code, on=on)]}
        for code in queries.find(q, on=on, limit=FOUND_MOST)
    ]


def _corners(whole: rules.Tree) -> list[tuple[str, list[rules.Node]]]:
    """The events of the hall, and all others: the two corners of the source's picture."""
    events = list(whole.events())
    here = [one for one in events if one.mode == Mode.HALL]
    return [("市民中心大厅办理", here), ("其他地点办理", [one for one in events if one.mode != Mode.HALL])]


def _outline(whole: rules.Tree) -> list[dict[str, Any]]:
    """The tree as a list: stages, their themes, and each event with how many items it has."""
    return [
        {
            "node": stage,
            "themes": [
                (theme, [(event, len(whole.items.get(event.code, ()))) for event in whole.below(theme)])
                for theme in whole.below(stage)
            ],
        }
        for stage in whole.stages
    ]


def _lines(whole: rules.Tree, event: rules.Node, held: Any) -> list[Any]:
    return [(one, held[one.item]) for one in whole.items.get(event.code, ()) if one.item in held]


def _bar(found: rules.Analysis, code: str) -> dict[str, float] | None:
    """Where an item's bar begins and how long it is, in hundredths of the event; a trace for what is done at once."""
    if code not in found.spans or not found.parallel:
        return None
    begins, ends = found.spans[code]
    share = 100 / found.parallel
    return {"x": round(begins * share, 1), "width": max(round((ends - begins) * share, 1), 1.5)}


def _papers(found: rules.Analysis, held: Any, entries: Any, required_only: bool) -> list[dict[str, Any]]:
    """Every paper once: who asks for it, and why it need not be brought."""
    codes = [one.item for one in entries if one.item in held and (not required_only or one.need == "必办")]
    issued = {name: held[code].name for name, code in found.obtained}
    exempt = {one.name: one.exempt_by for code in codes for one in held[code].exempt()}
    return [
        {
            "name": name,
            "items": [held[code].name for code in who],
            "issued": issued.get(name, ""),
            "exempt": exempt.get(name, ""),
        }
        for name, who in rules.materials_of(codes, held).items()
    ]
