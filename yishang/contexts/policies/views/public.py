"""Policies in force for anybody: the list by aspect, one in full, its file."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yishang.contexts.policies import queries, rules
from yishang.contexts.policies.views.policies import audience_words, send_file
from yishang.kernel.directory.views import now_of

ROWS = 50


@require_safe
def in_force(request: HttpRequest) -> HttpResponse:
    """Published and in force today, the newest first. Raises InvalidInput."""
    on, aspect = localdate(now_of(request)), request.GET.get("aspect", "").strip()[:4]
    q = request.GET.get("q", "").strip()[:60]
    rows = queries.public_policies(on=on, aspect=aspect, q=q)
    page = queries.newest(rows, cursor=request.GET.get("cursor", ""), limit=ROWS)
    here, asked = reverse("policies:in_force"), {"aspect": aspect, "q": q}
    kept = {name: word for name, word in asked.items() if word}
    words = {
        "rows": page.items,
        "aspects": [(one, f"{here}?{urlencode({**kept, 'aspect': one.code})}") for one in queries.aspects(on=on)],
        "aspect": aspect,
        "all_url": f"{here}?{urlencode({'q': q})}" if q else here,
        "q": q,
        "total_text": f"{page.total} 份",
        "next_url": f"{here}?{urlencode({**kept, 'cursor': page.next})}" if page.next else "",
    }
    return render(request, "policies/public/in_force.html", words)


@require_safe
def public_policy(request: HttpRequest, number: str) -> HttpResponse:
    """One of them in full. Raises PolicyNotFound."""
    found = queries.public_policy(number, on=localdate(now_of(request)))
    words = {"policy": found, "audience": audience_words(rules.audience_in(found.audience))}
    return render(request, "policies/public/policy.html", words)


@require_safe
def public_file(request: HttpRequest, number: str) -> FileResponse:
    """Its file. Raises PolicyNotFound."""
    return send_file(queries.public_policy(number, on=localdate(now_of(request))))
