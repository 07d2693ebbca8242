"""一细则 at the desk: every version to read, the next one to write, and its publication by another person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yishang.contexts.random_inspection import forms, queries, rules, services
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.READERS)
def guidelines(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The versions, the newest first; POST writes one down or publishes one (`version`). Raises NotYours."""
    form = forms.GuidelineForm()
    refusal: Refusal | None = None
    if request.method == "POST":
        rules.check_keeps(actor, "实施细则")
        try:
            if "version" in request.POST:
                version = whole_number(request.POST["version"]) or 0
                services.publish_guideline(actor=actor, version=version, at=now_of(request))
                return redirect(request.path)
            form = forms.GuidelineForm(request.POST)
            if form.is_valid():
                once(request, actor=actor, act=lambda: _drafted(request, actor, form))
                return redirect(request.path)
        except InvalidInput as fault:
            add_faults(form, fault) if form.is_bound else None
            refusal = None if form.is_bound else fault
        except Refusal as fault:
            refusal = fault
    words = {
        "rows": queries.guidelines(actor),
        "form": form,
        "refusal": refusal,
        "may_write": actor.role == Role.DRL,
        "key": new_key(),
    }
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "random_inspection/guidelines.html", words, status=status)


def _drafted(request: HttpRequest, actor: Actor, form: forms.GuidelineForm) -> dict[str, int]:
    made = services.draft_guideline(actor=actor, at=now_of(request), **form.cleaned_data)
    return {"version": made.version}
