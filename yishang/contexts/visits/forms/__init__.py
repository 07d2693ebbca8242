"""The shape of what a person fills in: one form for each intention, used by the pages and by the API alike."""

from django import forms

from yishang.contexts.visits import rules, services
from yishang.contexts.visits.forms.fields import CapturedField, DayField, Words, flag_field
from yishang.kernel.cases.forms import Intentions, NumberField, PictureIds, line_field, text_field

MODES = list(rules.MODES.items())


class PlaceForm(forms.Form):
    """Where and when a phone captured an arrival or a departure; without a position that is said by leaving it out."""

    lon = NumberField(label="经度", required=False)
    lat = NumberField(label="纬度", required=False)
    crs = line_field("坐标系", required=False, longest=10)
    captured_at = CapturedField(label="采集时间", required=False)


class SubmitForm(forms.Form):
    """The visitor's record, as the phone hands it in."""

    minutes = text_field("走访记录", longest=rules.MINUTES_MOST, rows=6)
    companions = Words(label="同行人", required=False)
    policies = Words(label="送达政策", required=False)
    appeals = Words(label="带回诉求", required=False)
    no_appeals = flag_field("无诉求")
    images = PictureIds(label="照片", required=False)
    captured_at = CapturedField(label="采集时间", required=False)
    sent_at = CapturedField(label="发送时间", required=False)
    statement = text_field("设备声明", required=False, longest=2000)
    signature = line_field("设备签名", required=False, longest=200)


class NoteForm(forms.Form):
    note = text_field("说明", required=False, longest=300)


class ReasonForm(forms.Form):
    reason = text_field("理由", longest=300)


class ReportForm(forms.Form):
    """The liaison's own record."""

    visited_at = CapturedField(label="来访时间")
    visitor = line_field("来的是谁", longest=rules.NAME_LONGEST)
    duration = NumberField(label="时长（分钟）", whole=True)
    content = text_field("谈了什么", longest=1000, rows=4)


class DayForm(forms.Form):
    planned_on = DayField(label="改到哪一天")
    note = text_field("说明", required=False, longest=300)


class MergeForm(forms.Form):
    into = line_field("并入哪一次走访（编号）", longest=40)


class QuietForm(forms.Form):
    """A company's days on which nobody should come."""

    company = NumberField(label="企业", required=False, whole=True)
    first_day = DayField(label="从")
    last_day = DayField(label="到")
    reason = line_field("为什么", longest=100)


INTENTIONS = Intentions().of(
    rules.VISIT,
    {
        "check_in_visit": (PlaceForm, services.check_in_visit),
        "check_out_visit": (PlaceForm, services.check_out_visit),
        "submit_visit": (SubmitForm, services.submit_visit),
        "confirm_visit": (NoteForm, services.confirm_visit),
        "vouch_visit": (NoteForm, services.vouch_visit),
        "dispute_visit": (ReasonForm, services.dispute_visit),
        "report_visit": (ReportForm, services.report_visit),
        "uphold_visit": (ReasonForm, services.uphold_visit),
        "void_visit": (ReasonForm, services.void_visit),
        "reschedule_visit": (DayForm, services.reschedule_visit),
        "merge_visit": (MergeForm, services.merge_visit),
        "cancel_visit": (ReasonForm, services.cancel_visit),
    },
)
carry_out, refuse_move_first = INTENTIONS.carry_out, INTENTIONS.refuse_move_first
