"""What an office fills in about sponsors: handing over, appointing, ending."""

from django import forms

from yishang.kernel.cases.forms import CHOOSE, REQUIRED, choice_field, day_field, text_field

SPONSOR_TYPES = [("CITY_LEADER", "市级领导"), ("COUNTY_LEADER", "县级领导"), ("CITY_DEPT", "市级部门")]


def _person(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """A login, chosen from a list of names."""
    return forms.CharField(
        label=label, max_length=60, required=required, help_text=help_text, error_messages=CHOOSE, strip=True
    )


def _document() -> forms.CharField:
    return forms.CharField(label="文号", max_length=40, required=False, strip=True, error_messages=REQUIRED)


class HandOverForm(forms.Form):
    """Who leaves, who follows, from which day on."""

    leaving = _person("交出的人")
    successor = _person("接任的人")
    effective_on = day_field("从哪天起")
    reason = text_field("原因", longest=200)
    doc_no = _document()


class AppointForm(forms.Form):
    """Another leader or department for one subject."""

    sponsor_type = choice_field("包抓类型", SPONSOR_TYPES)
    leader_login = _person("包抓领导", required=False)
    unit_code = forms.CharField(label="包抓部门", max_length=40, required=False, error_messages=CHOOSE)
    liaison_login = _person("联络员", required=False)
    valid_from = day_field("从哪天起")
    doc_no = _document()


class EndForm(forms.Form):
    """The last day of a sponsorship, and why."""

    sponsorship_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, error_messages=CHOOSE)
    last_day = day_field("止于")
    reason = text_field("理由", longest=200)


FIELD_OF_SERVICE = {"leader": "leader_login", "unit": "unit_code", "liaison": "liaison_login"}
