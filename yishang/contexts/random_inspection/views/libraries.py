"""一单、两库: the list, the inspectors with why some may not be sent, experts, objects, courses, 待治理."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.random_inspection import forms, queries, rules, services
from yishang.contexts.random_inspection.models import Expert, InspectItem, InspectObject, Inspector, Training
from yishang.contexts.random_inspection.views.tables import Cell, Choice, Listing, asked, done, show
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to

LINES = tuple(rules.LINES.items())
STATES_OF_PEOPLE = (("fit", "可派"), ("out", "不在池内"), ("expired", "证件过期"), *rules.INSPECTOR_STATES.items())
STATES_OF_OBJECTS = (*rules.OBJECT_STATES.items(), ("FAULT", "待治理"))
DONE = {"kept": "已保存。", "noted": "已登记。"}


@require_safe
@open_to(rules.READERS)
def items(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The list in force, class by class."""
    wanted, on = asked(request, "q", "line", "level"), localdate(now_of(request))
    rows = queries.items_matching(queries.Sought(**wanted), on=on)
    classes = rows.values("line", "category").distinct().order_by().count()
    listing = Listing(
        title="抽查事项清单",
        head=("事项", "类", "级别", "检查对象", "依据", "方式", "比例"),
        cells=_item_cells,
        unit=f"项，{classes} 类",
        about="清单以外的事项不得抽查。清单是示范数据，各地按本地清单导入。",
        search="事项、类、编码",
        choices=(Choice("line", "条线", LINES), Choice("level", "级别", tuple(rules.LEVELS.items()))),
        actions=(("实施细则", reverse("random_inspection:guidelines"), "file-text"),),
        empty=("清单还是空的", "用“批量导入”把抽查事项取进来。"),
    )
    return show(request, actor=actor, listing=listing, rows=rows, wanted=wanted)


def _item_cells(one: InspectItem) -> Sequence[Cell]:
    ratios = " ".join(f"{risk}{ratio}%" for risk, ratio in sorted(one.ratios.items())) or "按本市比例"
    cap = f"上限 {one.ratio_cap.normalize():f}%" if one.ratio_cap is not None else "不设上限"
    return (
        Cell(one.name, f"{one.code} · {one.source_mark}" if one.source_mark else one.code),
        Cell(one.category, rules.LINES.get(one.line, one.line)),
        Cell(one.get_level_display(), tone="orange" if one.level == "KEY" else "azure"),
        Cell(one.object_type), Cell(one.basis), Cell(one.get_method_display()), Cell(ratios, cap),
    )  # fmt: skip


@require_safe
@open_to(rules.READERS)
def people(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """Inspectors; whoever is out of the pool, with the reason."""
    wanted, on = asked(request, "q", "unit", "state"), localdate(now_of(request))
    rows = queries.people_matching(actor, queries.Sought(**wanted), on=on)
    units = [(one.unit.code, one.unit.short_name) for one in queries.departments(on=on)]
    listing = Listing(
        title="执法检查人员",
        head=("姓名", "单位", "执法证", "执法区域", "专长", "能否派出"),
        cells=_person_cells(on),
        unit="人",
        about="证件过期、离岗、停用、请假的自动不在池内；设了培训要求的，未培训的也不在。",
        search="姓名、编号、证号",
        choices=(Choice("unit", "单位", units), Choice("state", "状态", STATES_OF_PEOPLE)),
        actions=(
            ("专家", reverse("random_inspection:experts"), "users"),
            ("培训", reverse("random_inspection:trainings"), "file-check"),
        ),
        empty=("名录库还是空的", "用“批量导入”把执法检查人员取进来。"),
    )
    return show(request, actor=actor, listing=listing, rows=rows, wanted=wanted)


def _person_cells(on: date) -> Callable[[Inspector], Sequence[Cell]]:
    days = _training_days(on)

    def cells(one: Inspector) -> Sequence[Cell]:
        why = rules.why_not(queries.standing(one), on=on, training_days=days)
        return (
            Cell(one.name, f"{one.number}{' · 演示' if one.is_demo else ''}", url=_person_url(one)),
            Cell(one.unit.short_name), Cell(one.certificate_no, f"有效期至 {one.certificate_until}"),
            Cell(one.area.short_name), Cell(" ".join(one.skills[:4])),
            Cell("不在池内" if why else "可派", why, tone="red" if why else "green"),
        )  # fmt: skip

    return cells


def _training_days(on: date) -> int:
    """Within how many days somebody must have been trained; 0 asks nothing."""
    return int(queries.terms(on=on).get("training_days", 0))


def _person_url(one: Inspector) -> str:
    return reverse("random_inspection:person", args=[one.number])


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.PLANNERS)
def person(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One inspector: state, certificate, whom to keep away from, courses; the unit and the lead department change it.

    Raises NothingThere, NotYours.
    """
    one, on = queries.inspector_of(actor, number), localdate(now_of(request))
    chosen = request.POST.get("step", "") if request.method == "POST" else ""
    blank = {name: form(auto_id=f"{name}_%s") for name, (form, _) in PERSON_STEPS.items()}
    refusal: Refusal | None = None
    if chosen in PERSON_STEPS:
        form_class, service = PERSON_STEPS[chosen]
        form = blank[chosen] = form_class(request.POST, auto_id=f"{chosen}_%s")
        try:
            if form.is_valid():
                service(actor=actor, number=number, at=now_of(request), **form.cleaned_data)
                return redirect(f"{request.path}?done=kept")
        except InvalidInput as fault:
            add_faults(form, fault)
        except Refusal as fault:
            refusal = fault
    elif request.method == "POST":
        refusal = InvalidInput({"step": "请从页面上的按钮提交。"})
    words = {
        "person": one, "refusal": refusal, "forms": blank, "done": done(request, DONE),
        "why": rules.why_not(queries.standing(one), on=on, training_days=_training_days(on)),
        "facts": [
            ("单位", one.unit.name), ("执法证", f"{one.certificate_no}，有效期至 {one.certificate_until}"),
            ("执法区域", one.area.name), ("业务专长", "、".join(one.skills) or "—"), ("状态", one.get_state_display()),
        ],
    }  # fmt: skip
    return render(request, "random_inspection/person.html", words, status=_status(request, refusal))


def _status(request: HttpRequest, refusal: Refusal | None) -> int:
    return refusal.status if refusal else 422 if request.method == "POST" else 200


PERSON_STEPS: dict[str, tuple[type[django_forms.Form], Callable[..., Any]]] = {
    "state": (forms.InspectorStateForm, services.set_inspector_state),
    "certificate": (forms.CertificateForm, services.renew_certificate),
    "relation": (forms.RelationForm, services.note_relation),
}


@require_safe
@open_to(rules.READERS)
def experts(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """Experts, who advise and never count towards the two."""
    on = localdate(now_of(request))

    def cells(one: Expert) -> Sequence[Cell]:
        is_in = one.valid_until >= on
        return (
            Cell(one.name, one.number), Cell(one.organisation), Cell(one.field, one.title), Cell(one.unit.short_name),
            Cell("在库" if is_in else "已到期", f"至 {one.valid_until}", tone="green" if is_in else "red"),
        )  # fmt: skip

    listing = Listing(
        title="专家",
        head=("姓名", "工作单位", "专业", "聘请部门", "入库"),
        cells=cells,
        unit="人",
        about="专家提供意见，不计入两名执法人员。",
    )
    return show(request, actor=actor, listing=listing, rows=queries.experts_of(actor), wanted={})


@require_safe
@open_to(rules.READERS)
def objects(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """Objects with their tags; the risk class only for the lead department, which configures by it."""
    wanted = asked(request, "q", "tag", "state")
    sees_risk = actor.role == Role.DRL
    tags = [(one.code, one.name) for one in queries.libraries()]
    waiting = queries.quarantined(actor).count()
    head = ("企业", "属地", "标签", "状态", *(("信用风险",) if sees_risk else ()))
    listing = Listing(
        title="检查对象",
        head=head,
        cells=_object_cells(sees_risk=sees_risk),
        unit="户",
        search="企业名称、信用代码",
        about="标签和专项库双向关联：许可入库即有标签，失效即去掉。信用风险分类只供配置抽查比例，不公开。",
        choices=(Choice("tag", "标签", tags), Choice("state", "状态", STATES_OF_OBJECTS)),
        actions=((f"待治理 {waiting}", reverse("random_inspection:quarantine"), "alert-triangle"),)
        if sees_risk
        else (),
        empty=("名录库还是空的", "用“批量导入”把检查对象取进来。"),
    )
    rows = queries.objects_matching(actor, queries.Sought(**wanted))
    return show(request, actor=actor, listing=listing, rows=rows, wanted=wanted)


def _object_cells(*, sees_risk: bool) -> Callable[[InspectObject], Sequence[Cell]]:
    def cells(one: InspectObject) -> Sequence[Cell]:
        tone = "red" if one.fault else "green" if one.state == "ACTIVE" else "secondary"
        demo = " · 演示" if one.is_demo else ""
        found = (
            Cell(one.entity.name, f"{one.entity.uscc}{' · ' + one.ref if one.ref else ''}{demo}"),
            Cell(one.region.short_name),
            Cell("、".join(tag.library.name for tag in one.tags.all())),
            Cell("待治理" if one.fault else one.get_state_display(), one.fault, tone=tone),
        )
        if not sees_risk:
            return found
        return (*found, Cell(one.risk or "未分类", f"{one.risk_month:%Y-%m}" if one.risk_month else ""))

    return cells


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.LEAD_POSTS)
def quarantine(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Rows whose credit code is unsound; each is settled with a word how. Raises NothingThere."""
    form, refusal = forms.MendedForm(), None
    if request.method == "POST":
        form = forms.MendedForm(request.POST)
        key = request.POST.get("row", "")
        try:
            if form.is_valid():
                services.settle_quarantined(
                    actor=actor, row_id=int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0,
                    at=now_of(request), **form.cleaned_data,
                )  # fmt: skip
                return redirect(f"{request.path}?done=kept")
        except Refusal as fault:
            refusal = fault
    words = {"rows": queries.quarantined(actor)[:200], "form": form, "refusal": refusal, "done": done(request, DONE)}
    return render(request, "random_inspection/quarantine.html", words, status=_status(request, refusal))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.PLANNERS)
def trainings(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """Courses with who attended; a department writes down its own. Raises NotYours."""
    form, refusal = forms.TrainingForm(), None
    if request.method == "POST":
        form = forms.TrainingForm(request.POST)
        try:
            if form.is_valid():
                once(request, actor=actor, act=lambda: _noted(request, actor, form))
                return redirect(f"{request.path}?done=noted")
        except InvalidInput as fault:
            add_faults(form, fault)
        except Refusal as fault:
            refusal = fault
    words = {
        "rows": queries.trainings_of(actor)[:100], "form": form, "refusal": refusal, "done": done(request, DONE),
        "key": new_key(),
    }  # fmt: skip
    return render(request, "random_inspection/trainings.html", words, status=_status(request, refusal))


def _noted(request: HttpRequest, actor: Actor, form: Any) -> dict[str, Any]:
    made: Training = services.note_training(actor=actor, at=now_of(request), **form.cleaned_data)
    return {"training": made.pk}
