"""Surveys at the office: list, opening one, what came of it, closing it."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.policies import forms, queries, rules, services
from yishang.contexts.policies.views.access import OVERVIEW, WRITERS
from yishang.contexts.policies.views.policies import audience_words
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.measures.rules import Figure

ROWS = 50


@require_safe
@open_to(OVERVIEW)
def surveys(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The surveys, the newest first. Raises InvalidInput."""
    page = queries.newest(queries.visible_surveys(actor), cursor=request.GET.get("cursor", ""), limit=ROWS)
    turnouts = queries.turnouts_of(page.items, actor)
    words = {
        "rows": [(one, turnouts[one.pk], rules.SURVEY_STATES[one.state]) for one in page.items],
        "total_text": f"{page.total} 次",
        "next_url": f"{reverse('policies:surveys')}?cursor={page.next}" if page.next else "",
        "may_write": actor.role in WRITERS,
    }
    return render(request, "policies/surveys.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WRITERS)
def new_survey(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Open a survey."""
    today = localdate(now_of(request))
    if request.method != "POST":
        return _form_page(request, forms.SurveyForm(initial={"opens_on": today}))
    form = forms.SurveyForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    try:
        answer = once(request, actor=actor, act=lambda: _open(request, actor, form))
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
        return _form_page(request, form, status=refusal.status)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _form_page(request, form, refusal=refusal, status=refusal.status)
    return redirect(reverse("policies:survey", args=[answer["number"]]))


@require_safe
@open_to(OVERVIEW)
def survey(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """What came of a survey. Raises SurveyNotFound."""
    found, now = queries.survey(actor, number), now_of(request)
    turnout = queries.turnout_of(found, actor)
    rows_url = f"{reverse('policies:problems')}?heap=cleared&survey={number}"
    words = {
        "survey": found,
        "state": rules.SURVEY_STATES[found.state],
        "turnout": turnout,
        "figure": Figure("problem_completion", "完成率", turnout.cleared, turnout.problems, now, rows_url),
        "types": queries.by_type(found, actor),
        "sheets": queries.sheets_of(found, actor).order_by("-pk")[:ROWS],
        "audience": audience_words(rules.audience_in(found.audience)),
        "may_close": found.state == "OPEN"
        and rules.writes_for(actor, region_code=found.region_id, city_code=found.city_id),
    }
    return render(request, "policies/survey.html", words)


@require_POST
@open_to(WRITERS)
def close_survey(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """Take no more answers; a second press shows the same page. Raises SurveyNotFound, WritingNotYours."""
    with suppress(rules.SurveyClosed):
        services.close_survey(actor=actor, number=number, at=now_of(request))
    return redirect(reverse("policies:survey", args=[number]))


def _open(request: HttpRequest, actor: Actor, form: forms.SurveyForm) -> dict[str, str]:
    audience = forms.written_audience(form.cleaned_data)
    made = services.open_survey(actor=actor, entry=form.entry(), audience=audience, at=now_of(request))
    return {"number": made.number}


def _form_page(
    request: HttpRequest, form: forms.SurveyForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    words = {
        "form": form,
        "audience_fields": [form[name] for name in forms.AudienceForm.base_fields],
        "own_fields": [form[name] for name in form.field_order],
        "types": queries.problem_types(on=localdate(now_of(request))),
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
    }
    return render(request, "policies/survey_form.html", words, status=status)
