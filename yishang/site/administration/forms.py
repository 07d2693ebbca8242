"""What administrators fill in. Forms only read; what may be, services decide, and their faults come to the fields."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ROLE_LABELS, Role

BY_PASSWORD, BY_PHONE, PARTNER = "password", "phone", "partner"
LEVELS = [("COUNTY", "县级"), ("CITY", "市级")]
TYPES = [
    ("GOV", "行政机关"),
    ("AUTHORIZED", "法律法规授权组织"),
    ("ENTRUSTED", "受委托组织"),
    ("PUBLIC_UTILITY", "公共服务企事业单位"),
    ("OFFICE", "营商办"),
]
KEY_SCOPES = [
    ("appeals:submit", "提交诉求，只看自己提交的（appeals:submit）"),
    ("appeals:operate", "办理全市诉求（appeals:operate）"),
]


def _day(label: str, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, error_messages={"invalid": "请填写日期"})


class AccountOpening(forms.Form):
    """A new account; what it may do comes with its post."""

    login = forms.CharField(label="登录名", max_length=60, help_text="字母、数字和点，例如 qindu.zhangsan")
    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(label="手机", max_length=20, required=False, help_text="用手机验证码登录的必填")
    title = forms.CharField(label="职务", max_length=60, required=False)
    enters_by = forms.ChoiceField(
        label="怎样登录",
        choices=[
            (BY_PASSWORD, "登录名和口令（工作人员）"),
            (BY_PHONE, "手机验证码（联络员、包抓领导和部门）"),
            (PARTNER, "不登录，用接口密钥（对接系统）"),
        ],
        initial=BY_PASSWORD,
        widget=forms.RadioSelect,
    )


class Correction(forms.Form):
    """Name, phone and title of an account that is there."""

    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(label="手机", max_length=20, required=False)
    title = forms.CharField(label="职务", max_length=60, required=False)


class Reason(forms.Form):
    """Why: it goes into the journal."""

    reason = forms.CharField(label="原因", max_length=200, help_text="写进留痕，审计管理员看得到")


class PostingForm(forms.Form):
    """A post; the weighty ones go to SEC."""

    role = forms.ChoiceField(label="岗位", choices=[(role.value, ROLE_LABELS[role]) for role in Role])
    unit = forms.ChoiceField(label="单位", required=False)
    uscc = forms.CharField(label="企业信用代码", max_length=18, required=False, help_text="只有企业用户要填")
    title = forms.CharField(label="身份", max_length=40, required=False)
    valid_from = _day("从哪天起")
    valid_to = _day("到哪天止", required=False)
    reason = forms.CharField(label="理由", max_length=200, help_text="重要岗位须经安全保密管理员确认，请写明依据")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        units = [(one.code, f"{one.name}（{one.code}）") for one in directory.units().order_by("code")]
        self.fields["unit"].choices = [("", "—"), *units]  # type: ignore[attr-defined]


class UnitOpening(forms.Form):
    """A new unit."""

    code = forms.CharField(label="代码", max_length=40, help_text="例如 610402-SJ")
    name = forms.CharField(label="名称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=40)
    level = forms.ChoiceField(label="层级", choices=LEVELS)
    region = forms.CharField(label="区划代码", max_length=12, help_text="6 位，例如 610402")
    org_type = forms.ChoiceField(label="类型", choices=TYPES)
    parent = forms.CharField(label="上级单位代码", max_length=40, required=False)
    phone = forms.CharField(label="电话", max_length=40, required=False)


class UnitCorrection(forms.Form):
    """What a unit is called and where it is reached."""

    name = forms.CharField(label="名称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=40)
    phone = forms.CharField(label="电话", max_length=40, required=False)


class KeyIssue(forms.Form):
    """A key for a partner system."""

    account = forms.ChoiceField(label="对接系统", error_messages={"required": "请选择对接系统"})
    scopes = forms.MultipleChoiceField(
        label="可以做什么",
        choices=KEY_SCOPES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一项"},
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        found = [(str(one.pk), f"{one.name}（{one.login}）") for one in directory.partners()]
        self.fields["account"].choices = found  # type: ignore[attr-defined]


class SessionTermsForm(forms.Form):
    """How long sessions last."""

    staff_idle_minutes = forms.IntegerField(
        label="工作人员：不操作多少分钟退出", help_text="5 到 30，等保三级不得超过 30"
    )
    staff_hours = forms.IntegerField(label="工作人员：一次登录最长多少小时", help_text="1 到 12")
    company_idle_days = forms.IntegerField(
        label="企业：不用多少天退出", help_text="1 到 30；手机自带锁屏，只看得到本企业"
    )
    company_days = forms.IntegerField(label="企业：一次登录最长多少天", help_text="1 到 90")


def sent_in(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None when the page is only opened. An empty form is sent, too."""
    return request.POST if request.method == "POST" else None


def tell_faults(form: forms.Form, refusal: InvalidInput) -> None:
    """Put a service's faults to their fields; those without a field stand above the form."""
    for name, words in refusal.fields.items():
        field = name.partition(".")[2] or name
        form.add_error(field if field in form.fields else None, words)
