"""A matter on paper: everything both sides may read, on A4, with who printed it and when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yishang.contexts.outreach.views import panel
from yishang.contexts.outreach.views.access import DESK, now_of, open_to
from yishang.kernel.directory.rules import Actor


@require_safe
@open_to(DESK)
def print_matter(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """The sheet of one matter, oldest step first, staff-only notes left out. Raises CaseNotVisible.

    The contact's telephone is masked, as everywhere at the desk: paper goes where no fact tells who read it.
    """
    words = panel.words_of(actor, number, now=now_of(request))
    entries = [entry for entry in reversed(words["entries"]) if entry["tone"] != "blue"]
    sheet = {**words, "entries": entries, "actor": actor}
    return render(request, "outreach/desk/print.html", sheet)
