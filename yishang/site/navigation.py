"""The desk's navigation, put together from what the contexts declare about themselves."""

from datetime import datetime
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from yishang.kernel.context import Context, NavItem, contexts
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.intake.queries import imports_for
from yishang.kernel.measures.rules import badge

HOT_QUEUES = {"overdue"}
ADMINISTRATION = (  # 三员分立: each administrator sees the own pages only
    NavItem("人员账号", "administration:accounts", frozenset({Role.SYS, Role.SEC}), icon="users"),
    NavItem("单位", "administration:units", frozenset({Role.SYS}), icon="building"),
    NavItem("任职确认", "administration:grants", frozenset({Role.SEC}), icon="user-check"),
    NavItem("接口密钥", "administration:keys", frozenset({Role.SEC}), icon="key"),
    NavItem("会话规则", "administration:session_terms", frozenset({Role.SEC}), icon="clock-shield"),
    NavItem("审计留痕", "administration:audit", frozenset({Role.AUD}), icon="list-search"),
)
PUBLIC = (
    NavItem("公示公开", "open_data", frozenset(), icon="world"),
    NavItem("抽取公开", "public_draws", frozenset(), icon="dice-5"),
)
WITNESSES = NavItem("见证人", "witness_invitations", frozenset({Role.MBO, Role.DRL}), icon="users-group")
TABLES = NavItem("批量导入", "table_import", frozenset(), icon="table-import")


def entries(request: HttpRequest, actor: Actor, *, now: datetime) -> list[dict[str, Any]]:
    """One entry for each declared item that the actor's role sees, with the number of matters that wait there."""
    found: list[dict[str, Any]] = []
    for context in contexts():
        items = [item for item in context.nav if actor.role in item.roles]
        if items:
            counts = _counts(context, actor, now)
            found += [_entry(request, item, counts) for item in items]
    found += [_entry(request, item, {}) for item in ADMINISTRATION if actor.role in item.roles]
    if actor.role in WITNESSES.roles:
        found.append(_entry(request, WITNESSES, {}))
    if imports_for(actor.role):
        found.append(_entry(request, TABLES, {}))
    return found


def phone_entries(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The sections of the phone pages that the actor's role sees; none where there is only one."""
    items = [item for context in contexts() for item in context.phone_nav if actor.role in item.roles]
    if len(items) < 2:
        return []
    urls = {item.label: reverse(item.url_name) for item in items}
    here = max((url for url in urls.values() if request.path.startswith(url)), key=len, default="")
    return [{"label": label, "url": url, "active": url == here} for label, url in urls.items()]


def public_entries(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages of the public front: the site's own, then what each process opens to everybody."""
    items = [*PUBLIC, *(item for context in contexts() for item in context.public_nav)]
    return [_entry(request, item, {}) for item in items]


def _counts(context: Context, actor: Actor, now: datetime) -> dict[str, int]:
    queries = import_module(f"{context.name}.queries")
    count = getattr(queries, "queue_counts", None)
    return count(actor, now=now) if count else {}


def _entry(request: HttpRequest, item: NavItem, counts: dict[str, int]) -> dict[str, Any]:
    url = reverse(item.url_name) + (f"?{item.query}" if item.query else "")
    queue = item.count or item.query.removeprefix("queue=")
    return {
        "label": item.label,
        "url": url,
        "icon": item.icon,
        "count": badge(counts[queue]) if queue in counts else None,
        "hot": queue in HOT_QUEUES,
        "go": item.key,
        "about": item.about,
        "active": _is_active(request, url, item),
    }


def _is_active(request: HttpRequest, url: str, item: NavItem) -> bool:
    if not request.path.startswith(url.partition("?")[0]):
        return False
    shown = getattr(request, "queue", "") or request.GET.get("queue", "")  # a list says it when the address does not
    return not item.query or shown == item.query.removeprefix("queue=")
