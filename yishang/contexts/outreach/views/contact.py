"""查看完整号码: one press with the reason chosen; what opens is gone with the next look at the matter."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yishang.contexts.outreach import services
from yishang.contexts.outreach.views import panel
from yishang.contexts.outreach.views.access import DESK, is_fragment, now_of, open_to
from yishang.kernel.directory.rules import Actor


@never_cache
@require_POST
@open_to(DESK)
def reveal_contact(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """The contact in full, in its place or on the matter's page. Raises what the service raises."""
    now = now_of(request)
    contact = services.reveal_contact(actor=actor, number=number, why=request.POST.get("why", ""), at=now)
    words = panel.words_of(actor, number, now=now)
    words["found"] = replace(words["found"], contact_name=contact.name, contact_phone=contact.phone)
    words |= {"can_call": bool(contact.phone), "may_reveal": False, "back_url": reverse("outreach:desk")}
    template = "outreach/desk/contact.html" if is_fragment(request) else "outreach/desk/matter.html"
    return render(request, template, words)
