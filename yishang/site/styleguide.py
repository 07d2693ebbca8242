"""Every piece of the design system with invented content, at /styleguide/ in DEBUG and in the demonstration."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

NOW = datetime(2026, 12, 9, 2, 26, tzinfo=UTC)
PAGES = {"pieces", "phone", "progress", "desk", "wall"}
BADGES = ["blue", "azure", "indigo", "purple", "pink", "red", "orange", "yellow", "lime", "green", "teal", "cyan"]


@dataclass(frozen=True)
class SampleFigure:
    """The shape {% figure %} and figure_card.html expect."""

    name: str
    value: str
    numerator: int
    denominator: int | None
    as_of: datetime = NOW
    rows_url: str = "#rows"


@dataclass(frozen=True)
class SampleEntry:
    """The shape timeline.html expects."""

    title: str
    meta: str = ""
    at: datetime | None = None
    body: str = ""
    tone: str = ""
    pictures: list[dict[str, str]] = field(default_factory=list)


class SampleForm(forms.Form):
    """One field of each kind, with one error, so that the guide shows it."""

    title = forms.CharField(label="标题", max_length=60, help_text="一句话说清，例如「二期 10kV 专线外线路由未定」。")
    detail = forms.CharField(label="说说情况", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    phone = forms.RegexField(
        r"^1\d{10}$", label="联系电话", error_messages={"invalid": "手机号应为 11 位，现在是 10 位。"}
    )
    unit = forms.ChoiceField(label="承办单位", choices=[("1", "区住建局"), ("2", "演示供电公司")], required=False)
    route = forms.ChoiceField(
        label="办理途径", widget=forms.RadioSelect, choices=[("b", "一般问题，转办"), ("c", "个性问题，联席会议")]
    )
    agree = forms.BooleanField(label="同意向承办单位出示联系电话", required=False)


def show_styleguide(request: HttpRequest, page: str = "pieces") -> HttpResponse:
    """One of PAGES; 404 for any other name."""
    if page not in PAGES:
        raise Http404
    return render(request, f"styleguide/{page}.html", sample_context())


def sample_context() -> dict[str, Any]:
    """Invented content for every piece; no database."""
    return {
        "form": SampleForm(_typed()),
        "figures": _figures(),
        "entries": _entries(),
        "kinds": _kinds(),
        "rows": _rows(),
        "facts": [
            ("企业", "演示机械有限公司"),
            ("第一责任", "演示供电公司（0.5 天签收）"),
            ("途径", "B 线转办 · 一般问题"),
        ],
        "badges": BADGES,
        "moments": [NOW, NOW - timedelta(days=400)],
        "colours": ["green", "yellow", "red", "blue", "done", ""],
        "stars": range(1, 6),
    }


def _typed() -> dict[str, str]:
    detail = "厂区二期 10kV 专线 9 月 3 日申请，供电公司答复外线路由待定，已 11 周。设备到货，无法调试。"
    return {"title": "二期 10kV 专线外线路由未定", "detail": detail, "phone": "1390000000", "unit": "2", "route": "b"}


def _figures() -> list[SampleFigure]:
    return [
        SampleFigure("按时办结率", "91.3%", 210, 230),
        SampleFigure("走访覆盖率", "96.4%", 753, 781),
        SampleFigure("电话满意度", "98.0%", 98, 100),
        SampleFigure("在办", "41 件", 41, None),
    ]


def _entries() -> list[SampleEntry]:
    day = timedelta(days=1)
    return [
        SampleEntry("提交", "演示机械有限公司", NOW - 8 * day),
        SampleEntry("县营商办受理并转办", "难度 ★★★ · 限 10 个工作日", NOW - 8 * day + timedelta(minutes=39)),
        SampleEntry("供电公司签收", "用时 0.5 个工作日", NOW - 7 * day),
        SampleEntry("现场踏勘，路由方案一报批", "王工", NOW - day, "路由走道路东侧绿化带，已约市政部门会签。"),
        SampleEntry("办结，请您评价", "最迟 12月23日 17:00", tone="next"),
    ]


def _kinds() -> list[dict[str, object]]:
    named = [("building-store", "开办注销"), ("crane", "施工许可"), ("bolt", "水电气暖"), ("home-2", "不动产")]
    return [{"value": label, "label": label, "icon": icon, "checked": icon == "bolt"} for icon, label in named]


def _rows() -> list[dict[str, object]]:
    keys = ("lamp", "title", "entity", "kind", "stars", "unit", "left")
    lines = [
        ("red", "临街围挡影响物流车进出", "演示纺织有限公司", "施工许可", 2, "区住建局", "−1.5 天"),
        ("yellow", "续贷材料重复提交三次", "演示食品有限公司", "获得信贷", 3, "区金融办", "0.5 天"),
        (
            "green",
            "二期 10kV 专线外线路由未定，设备无法调试",
            "演示机械有限公司",
            "水电气暖",
            3,
            "演示供电公司",
            "3.5 天",
        ),
        ("blue", "历史用地转让手续缺原始协议", "演示置业有限公司", "不动产", 4, "市自然资源局", "联席会议"),
        ("green", "新厂房不动产登记分割咨询", "演示电子有限公司", "不动产", 1, "区登记中心", "4.0 天"),
        ("green", "招工岗位补贴申报口径", "演示物流有限公司", "用工人才", 2, "区人社局", "4.5 天"),
    ]
    return [dict(zip(keys, line, strict=True)) for line in lines]
