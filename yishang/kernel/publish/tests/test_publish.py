"""A row becomes public once, masked, with its basis; what does not fit is refused."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.journal.models import Fact
from yishang.kernel.publish import queries, rules, services
from yishang.kernel.publish.models import Publication
from yishang.kernel.publish.tests.conftest import CHEN_JING, PENALTIES, ROW, USCC

pytestmark = pytest.mark.django_db


def put(at: datetime, *, key: str = "CF-1", until: date | None = None, **changes: object) -> Publication:
    return services.publish(
        actor=CHEN_JING, dataset="town.penalties", key=key, row=ROW | changes, about=USCC, at=at, until=until
    )


def test_a_row_is_public_from_now_on_with_its_basis(now: datetime) -> None:
    made = put(now)

    assert list(queries.published("town.penalties", on=now.date())) == [made]
    assert (made.basis, made.about) == (PENALTIES.basis, USCC)
    assert [fact.verb for fact in Fact.objects.filter(subject=f"publication:{made.pk}")] == [
        "publish.publication.published"
    ]


def test_the_public_table_never_holds_a_persons_full_name_or_numbers(now: datetime) -> None:
    put(now)

    kept = Publication.objects.values().get()
    assert kept["row"]["person"] == "欧**、张*"
    assert kept["row"]["phone"] == "138****1234"
    assert kept["row"]["identity"] == "******"
    for secret in ("欧阳修远", "张三", "13812341234", "610104199001010012"):
        assert secret not in str(kept)
        assert secret not in str(list(Fact.objects.values()))


def test_a_persons_numbers_are_found_however_they_are_written() -> None:
    told = "请打138 1234 1234、138-1234-1234或１３８１２３４１２３４，证号610104 19900101 001X。"
    assert rules.without_numbers(told) == "请打138****1234、138****1234或138****1234，证号******。"
    plain = f"决定书 2019-11-25 之 13812 号，{USCC}，抽查 150 2019-2020 年度。"
    assert rules.without_numbers(plain) == plain


def test_the_number_of_a_matter_is_nobodys_and_stays() -> None:
    assert rules.without_numbers("见任务 RW-610400-19900101-0012。") == "见任务 RW-610400-19900101-0012。"
    assert rules.without_numbers("证件 ID-610400-19900101-0012。") == "证件 ID-******。"
    assert rules.without_numbers("证号 610400-19900101-0012。") == "证号 ******。"


def test_a_companys_name_and_code_stay_whole(now: datetime) -> None:
    row = put(now).row

    assert row["name"] == "演示机械有限公司"
    assert USCC in row["fact"]


def test_the_same_again_changes_nothing(now: datetime) -> None:
    first = put(now)
    again = put(now + timedelta(days=1))

    assert (again.pk, again.published_at) == (first.pk, now)
    assert Fact.objects.filter(subject=f"publication:{first.pk}").count() == 1


def test_another_row_under_the_same_key_is_refused(now: datetime) -> None:
    put(now)
    with pytest.raises(rules.AlreadyPublished, match="已经公示"):
        put(now, times=2)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("times", "一次"),
        ("times", True),
        ("fine", 1.5),
        ("fine", Decimal("NaN")),
        ("decided_on", "2019-02-30"),
        ("decided_on", datetime(2019, 12, 2)),  # noqa: DTZ001 - exactly what is refused
        ("name", "甲\x00乙"),
        ("name", "长" * 5001),
        ("boss", "谁"),
    ],
)
def test_a_row_of_another_form_is_refused_at_its_field(now: datetime, field: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refusal:
        put(now, **{field: value})
    assert list(refusal.value.fields) == [field]
    assert not Publication.objects.exists()


def test_an_unknown_dataset_is_refused(now: datetime) -> None:
    with pytest.raises(rules.DatasetNotFound):
        services.publish(actor=CHEN_JING, dataset="town.secrets", key="1", row={}, at=now)


@pytest.mark.parametrize("key", ["", " ", "长" * 121, "两\n行"])
def test_a_row_needs_a_key(now: datetime, key: str) -> None:
    with pytest.raises(InvalidInput):
        put(now, key=key)


def test_a_wrong_code_and_a_day_that_is_over_are_refused_together(now: datetime) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.publish(
            actor=CHEN_JING, dataset="town.penalties", key="1", row=ROW, about=USCC[:-1] + "6", at=now, until=now.date()
        )
    assert set(refusal.value.fields) == {"about", "until"}


def test_lists_are_narrowed_by_words_company_and_month(now: datetime) -> None:
    mine = put(now)
    services.publish(
        actor=CHEN_JING, dataset="town.penalties", key="CF-2", row=ROW | {"name": "演示食品厂"},
        at=now - timedelta(days=40),
    )  # fmt: skip

    def found(**wish: object) -> list[str]:
        rows = queries.matching("town.penalties", queries.Wish(**wish), on=now.date())  # type: ignore[arg-type]
        return [one.key for one in rows]

    assert found() == ["CF-1", "CF-2"]
    assert found(words="机械 计量") == ["CF-1"]
    assert found(words="没有") == []
    assert found(about=USCC.lower()) == ["CF-1"]
    assert found(month=date(2019, 10, 1)) == ["CF-2"]
    assert list(queries.about(USCC, on=now.date())) == [mine]


@pytest.mark.parametrize(
    ("kind", "whole", "shown"),
    [("person", "张三", "张*"), ("person", "张三丰", "张**"), ("phone", "13812341234", "138****1234"), ("id", "", "")],
)
def test_masks_are_those_of_the_handbook(kind: rules.Mask, whole: str, shown: str) -> None:
    assert rules.mask(kind, whole) == shown


@pytest.mark.parametrize(
    "wrong",
    [{"name": "Town"}, {"name": "a.b.c"}, {"fields": ()}, {"fields": (PENALTIES.fields[0],) * 2}, {"basis": ""}],
)
def test_a_dataset_has_a_name_fields_and_a_basis(wrong: dict) -> None:
    with pytest.raises(ValueError, match="dataset"):
        rules.Dataset(**{"name": "town", "title": "镇", "fields": PENALTIES.fields, "basis": "法"} | wrong)
