"""The small pieces: what they show, what a screen reader hears, and what they do with missing values."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Engine

from yishang.site.styleguide import SampleFigure

ENGINE = Engine.get_default
NOW = datetime(2026, 12, 9, 2, 26, tzinfo=UTC)


def drawn(source: str, **values: object) -> str:
    return ENGINE().from_string(source).render(Context({"frame": {"now": NOW}, **values}))


@pytest.mark.parametrize(
    ("colour", "word"), [("green", "正常"), ("yellow", "临期"), ("red", "超期"), ("blue", "挂起"), ("done", "已办结")]
)
def test_every_lamp_has_its_own_shape_and_word(colour: str, word: str) -> None:
    assert drawn("{% lamp c %}", c=colour) == f'<span class="lamp lamp-{colour}">{word}</span>'


def test_a_lamp_with_text_keeps_its_word() -> None:
    assert "<span>临期 · </span>还剩 0.5 个工作日" in drawn("{% lamp 'yellow' '还剩 0.5 个工作日' %}")
    assert '<span class="visually-hidden">正常 · </span>还剩' in drawn("{% lamp 'green' '还剩 3.5 个工作日' %}")


def test_a_lamp_does_not_say_its_word_twice() -> None:
    assert drawn("{% lamp 'red' '超期 1.5 个工作日' %}") == '<span class="lamp lamp-red">超期 1.5 个工作日</span>'


@pytest.mark.parametrize("colour", ["", None, "purple"])
def test_an_unknown_lamp_says_that_nothing_is_timed(colour: str | None) -> None:
    assert drawn("{% lamp c %}", c=colour) == '<span class="lamp lamp-none">未计时</span>'


def test_difficulty_and_evaluation_look_different() -> None:
    assert 'class="difficulty"' in drawn("{% stars 3 %}")
    evaluation = drawn("{% stars 4 'rating' %}")
    assert 'class="rating"' in evaluation
    assert "★★★★<i>☆</i>" in evaluation
    assert "满意" in evaluation


def test_stars_that_are_missing_are_said_in_words() -> None:
    assert "未定难度" in drawn("{% stars None %}")
    assert "尚未评价" in drawn("{% stars None 'rating' %}")


def test_a_moment_of_this_year_is_said_without_the_year() -> None:
    assert ">12月9日 10:26</time>" in drawn("{% when frame.now %}")


def test_a_moment_of_another_year_names_it() -> None:
    assert ">2025年11月4日</time>" in drawn("{% when day %}", day=date(2025, 11, 4))


def test_a_figure_shows_what_it_is_made_of_and_opens_its_rows() -> None:
    shown = drawn("{% figure f %}", f=SampleFigure("按时办结率", "91.3%", 210, 230, NOW, "/rows/?late=0&a=1"))
    assert "210 / 230" in shown
    assert 'href="/rows/?late=0&amp;a=1"' in shown
    assert "截至" in shown
    assert "12月9日 10:26" in shown


def test_a_plain_count_has_no_fraction() -> None:
    assert " / " not in drawn("{% figure f %}", f=SampleFigure("在办", "41 件", 41, None, NOW, ""))


def test_what_people_typed_never_becomes_markup() -> None:
    assert "<script>" not in drawn(
        "{% lamp 'red' t %}{% figure f %}", t="<script>", f=SampleFigure("<b>", "<script>", 1, 2)
    )


class CallBackForm(forms.Form):
    phone = forms.CharField(label="电话", help_text="11 位手机号")


def test_a_faulty_field_ties_its_message_and_help_to_the_control() -> None:
    form = CallBackForm({"phone": ""})
    form.is_valid()
    shown = drawn("{% include 'components/field.html' with field=form.phone %}", form=form)
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in shown or (
        'aria-describedby="id_phone_error id_phone_helptext"' in shown
    )
    assert 'id="id_phone_error"' in shown
    assert 'id="id_phone_helptext"' in shown
    assert 'aria-invalid="true"' in shown
