import csv
import os
from pathlib import Path

import pytest

from yishang.kernel.parties import rules
from yishang.kernel.parties.rules import ProjectEntry

REAL = Path(os.environ.get("YISHANG_REAL_DATA", "../shared/data")) / "enterprises"


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",  # the standard's own example
        "91610402MA00000155",
        "91610104MA0000015J",
        "92610924MA0000090G",
        "93610402MA0000023R",
        "11610104MB00000199",
        "12610100MB00000352",
        "52610100MJ00000424",
    ],
)
def test_the_valid_codes_of_the_handbook_pass(code: str) -> None:
    assert rules.uscc_fault(code) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("91350100M000100Y44", "第 18 位校验码不符"),
        ("91610402MAI0000155", "第 11 位“I”"),
        ("91610402MA0000015", "现为 17 位"),
        ("610402100012345", "换照"),
        ("", "请填写"),
        ("01610402MA00000155", "登记管理部门"),
        ("94610402MA00000155", "机构类别"),
        ("916A0402MA00000155", "行政区划"),
        ("91610402MA00000142", "第 9 至 17 位"),
    ],
)
def test_an_invalid_code_is_told_what_is_wrong(code: str, reason: str) -> None:
    assert reason in (rules.uscc_fault(code) or "")


def test_full_width_spaces_dashes_and_small_letters_are_taken_as_meant() -> None:
    assert rules.normalise_uscc(" ９１６１０４０２ ma00-000155\u3000") == "91610402MA00000155"
    assert rules.uscc_fault("９１６１０４０２ ma0000 0155") is None


def test_the_new_departments_are_known() -> None:
    """A village collective (N2…), whose letter python-stdnum alone would refuse."""
    assert rules.uscc_fault("N2610402MA0000015L") is None


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="YISHANG_REAL_DATA is absent")
def test_every_real_enterprise_of_xianyang_passes() -> None:
    with (REAL / "enterprises_xianyang.csv").open(encoding="utf-8-sig", newline="") as file:
        faults = [row["uscc"] for row in csv.DictReader(file) if rules.uscc_fault(row["uscc"])]
    assert faults == []


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="YISHANG_REAL_DATA is absent")
def test_every_broken_code_of_the_registry_is_refused() -> None:
    with (REAL / "dirty_rows_dev.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        rows = list(csv.DictReader(file))
    passed = [row for row in rows if row["why"] in ("old_15_digit", "bad_uscc") and not rules.uscc_fault(row["uscc"])]
    assert passed == []
    renew = [
        row for row in rows if row["why"] == "old_15_digit" and "换照" not in (rules.uscc_fault(row["uscc"]) or "")
    ]
    assert renew == []


def test_a_project_code_is_checked_in_form_and_may_be_absent() -> None:
    assert rules.project_code_fault("2019-610402-35-03-012345") is None
    assert rules.project_code_fault("") is None
    assert "24 位" in (rules.project_code_fault("2019-610402-35-03-12345") or "")


def test_a_stopped_project_gives_its_reason_and_no_amount_is_negative() -> None:
    faults = rules.project_faults(ProjectEntry(name="电子产业园", build_status="SUSPENDED"))
    assert faults == {"status_reason": "缓建、停建须填写原因"}


@pytest.mark.parametrize(
    "phone", ["13891001234", "+86 138-9100-1234", "１３８９１００１２３４", "029-33210000", "(029)33210000"]
)
def test_a_number_one_can_call_passes(phone: str) -> None:
    assert rules.phone_fault(phone) is None


@pytest.mark.parametrize("phone", ["", "1389100123", "12891001234", "abc", "138910012345"])
def test_a_number_nobody_can_call_is_refused(phone: str) -> None:
    assert rules.phone_fault(phone)


def test_a_text_message_needs_a_mobile() -> None:
    assert "手机号" in (rules.phone_fault("029-33210000", mobile_only=True) or "")


def test_people_are_masked_as_the_handbook_says() -> None:
    assert rules.mask_phone("13891001234") == "138****1234"
    assert rules.mask_phone("029-33210000") == "****0000"
    assert rules.mask_phone("12345") == "*****"
    assert [rules.mask_name(name) for name in ("张静", "张文静", "欧阳文静", "")] == ["张*", "张**", "欧**", ""]


def test_thirty_four_provinces_in_short_and_in_full() -> None:
    assert len(rules.PROVINCES) == 34
    assert rules.province_fault("陕西") is None
    assert rules.province_fault("新疆维吾尔自治区") is None
    assert rules.province_fault("N/A")
