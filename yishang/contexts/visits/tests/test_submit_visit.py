"""Handing a visit in: what must be in it, what the rule says at once, and what follows from that."""

import base64
import json
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from PIL import Image
from pytest_django import Settings

from yishang.contexts.visits import rules, services
from yishang.contexts.visits.models import Visit
from yishang.contexts.visits.tests.conftest import MINUTES, MONDAY, Advance, Do, Town, facts
from yishang.contexts.visits.tests.walks import WORKS, beside, stay
from yishang.kernel.cases.rules import MoveNotOpen, MoveNotYours
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.evidence import services as evidence
from yishang.kernel.parties import queries as parties

END = MONDAY + timedelta(minutes=40)


def against(visit: Visit) -> list[str]:
    return [one["code"] for one in visit.reasons if one["against"]]


def test_what_proves_itself_is_verified_at_once(advance: Advance, planned: Visit) -> None:
    visit = advance("submitted")
    assert (visit.case.state, visit.verdict, visit.dwell) == ("VERIFIED", "MATCHED", 2400)
    assert facts(planned.case.number)[-2:] == ["submitted", "verified"]
    assert visit.corroboration == "ONE_SIDED"


def test_it_stands_on_the_company_s_calendar(advance: Advance, placed: Town) -> None:
    advance("submitted")
    assert parties.calls_of_year([placed.machinery.pk], year=2019) == {placed.machinery.pk: 1}


def test_what_does_not_is_abnormal_and_the_office_has_three_working_days(advance: Advance) -> None:
    visit = advance("submitted", points=stay(40, at=beside(WORKS, east=3000), since=MONDAY))
    assert (visit.case.state, visit.verdict, against(visit)) == ("ABNORMAL", "OFF_FENCE", ["stay"])
    clock = clocks.running_clocks(visit.case.number)[0]
    assert f"{clock.due_at:%m-%d}" == "12-12"


def test_without_a_track_it_is_abnormal(advance: Advance) -> None:
    assert advance("submitted", points=[]).verdict == "NO_TRACK"


def test_verify_visit_and_flag_visit_are_the_system_s_own(advance: Advance, placed: Town, planned: Visit) -> None:
    advance("submitted")
    with pytest.raises(MoveNotYours):
        services.flag_visit(actor=placed.chen_jing, number=planned.case.number, reason="x", at=END)
    with pytest.raises(MoveNotOpen):
        services.verify_visit(actor=SYSTEM_ACTOR, number=planned.case.number, at=END)


class TestOtherModes:
    @pytest.mark.parametrize("mode", ["VIDEO", "PHONE"])
    def test_are_not_judged_and_count_in_no_rate(self, placed: Town, mode: str) -> None:
        visit = services.open_visit(
            actor=placed.he_zhen, subject_id=placed.machinery.subjects.get().pk, mode=mode, at=MONDAY
        )
        number = visit.case.number
        services.check_in_visit(actor=placed.he_zhen, number=number, at=MONDAY)
        services.check_out_visit(actor=placed.he_zhen, number=number, at=END)
        done = services.submit_visit(actor=placed.he_zhen, number=number, minutes=MINUTES, no_appeals=True, at=END)
        assert (done.case.state, done.verdict, done.case.in_rate) == ("VERIFIED", "", False)


class TestWhatMustBeInIt:
    def refused(self, placed: Town, planned: Visit, **told: Any) -> dict[str, str]:
        values = {"minutes": MINUTES, "no_appeals": True, "at": END, **told}
        with pytest.raises(InvalidInput) as refusal:
            services.submit_visit(actor=placed.he_zhen, number=planned.case.number, **values)
        return refusal.value.fields

    def test_each_fault_at_its_field(self, placed: Town, planned: Visit, advance: Advance) -> None:
        advance("out")
        assert "20 到 2000" in self.refused(placed, planned, minutes="看了看")["minutes"]
        assert "无诉求" in self.refused(placed, planned, no_appeals=False)["no_appeals"]
        assert "没有找到" in self.refused(placed, planned, appeals=["SQ-1"], no_appeals=False)["appeals"]
        assert "最多 10 个" in self.refused(placed, planned, companions=["甲" * n for n in range(1, 13)])["companions"]
        assert "最多 9 张" in self.refused(placed, planned, picture_ids=list(range(10)))["images"]

    def test_not_before_check_out_and_only_by_the_visitor(self, placed: Town, planned: Visit, do: Do) -> None:
        told = {"minutes": MINUTES, "no_appeals": True}
        with pytest.raises(MoveNotOpen):
            do(placed.he_zhen, "submit_visit", **told)
        with pytest.raises(rules.NotYourVisit):
            services.check_in_visit(actor=placed.fang_yuan, number=planned.case.number, at=MONDAY)


class TestWhatItBringsBack:
    def test_an_appeal_of_the_same_company_under_its_number(self, advance: Advance, submitted: Any) -> None:
        visit = advance("submitted", no_appeals=False, appeals=[submitted.case.number])
        assert (visit.appeals, visit.no_appeals) == ([submitted.case.number], False)

    def test_policies_and_companions_are_kept(self, advance: Advance) -> None:
        visit = advance("submitted", policies=["ZC-0001", " ", "ZC-0001"], companions=["方圆"])
        assert (visit.policies, visit.companions) == (["ZC-0001"], ["方圆"])


class TestPictures:
    def photo(self, place: tuple[float, float] | None) -> BytesIO:
        exif = Image.Exif()
        if place:
            lat, lon = ((int(value), 0.0, (value - int(value)) * 3600) for value in (place[1], place[0]))
            exif.get_ifd(0x8825).update({1: "N", 2: lat, 3: "E", 4: lon})
        file = BytesIO()
        Image.new("RGB", (64, 48), "red").save(file, "JPEG", exif=exif)
        file.seek(0)
        return file

    @pytest.mark.parametrize(
        ("place", "state"), [(WORKS, "VERIFIED"), (None, "VERIFIED"), (beside(WORKS, north=5000), "ABNORMAL")]
    )
    def test_where_they_were_taken_speaks_for_it_or_against(
        self, placed: Town, advance: Advance, settings: Settings, tmp_path: Path, place: Any, state: str
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        picture = evidence.store_picture(actor=placed.he_zhen, upload=self.photo(place), at=END, keep_place=True)
        assert advance("submitted", picture_ids=[picture.pk]).case.state == state


class TestKeptOffline:
    """Handed in on the phone in time, received three days later."""

    def key(self) -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())

    def registered(self, placed: Town, key: ec.EllipticCurvePrivateKey) -> str:
        raw = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        return services.register_device(
            actor=placed.he_zhen, public_key=base64.b64encode(raw).decode(), at=MONDAY
        ).public_key

    def statement(self, visit: Visit, submitted: datetime, elapsed: float | None = 2400) -> str:
        told = {
            "visit": visit.case.number,
            "checkin_at": MONDAY.isoformat(),
            "checkout_at": END.isoformat(),
            "submitted_at": submitted.isoformat(),
            "elapsed": elapsed,
        }
        return json.dumps(told)

    def signed(self, key: ec.EllipticCurvePrivateKey, text: str) -> str:
        r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()

    def late(self, advance: Advance, text: str, signature: str, **more: Any) -> Visit:
        received = END + timedelta(days=3)
        told = {"captured_at": END + timedelta(minutes=5), "sent_at": received, **more}
        return advance("submitted", at=received, statement=text, signature=signature, **told)

    def test_with_the_device_s_signature_its_own_time_counts(
        self, placed: Town, planned: Visit, advance: Advance
    ) -> None:
        key = self.key()
        self.registered(placed, key)
        text = self.statement(planned, END + timedelta(minutes=5))
        visit = self.late(advance, text, self.signed(key, text))
        assert (visit.case.state, visit.is_signed) == ("VERIFIED", True)

    def test_a_strange_key_or_another_text_vouches_for_nothing(
        self, placed: Town, planned: Visit, advance: Advance
    ) -> None:
        key = self.key()
        self.registered(placed, key)
        text = self.statement(planned, END + timedelta(minutes=5))
        visit = self.late(advance, text.replace("2400", "2401"), self.signed(key, text))
        assert (visit.case.state, visit.verdict, against(visit)) == ("ABNORMAL", "TIME_CONFLICT", ["late"])

    @pytest.mark.parametrize("signature", ["", "?", "AAAA", "A" * 88])
    def test_what_is_no_signature_is_none(self, placed: Town, planned: Visit, advance: Advance, signature: str) -> None:
        self.registered(placed, self.key())
        text = self.statement(planned, END + timedelta(minutes=5))
        assert not self.late(advance, text, signature).is_signed

    def test_a_clock_that_was_set_meanwhile_shows(self, placed: Town, planned: Visit, advance: Advance) -> None:
        key = self.key()
        self.registered(placed, key)
        text = self.statement(planned, END + timedelta(minutes=5), elapsed=300)
        assert against(self.late(advance, text, self.signed(key, text))) == ["clock"]

    def test_a_phone_whose_clock_differs_is_noticed(self, placed: Town, planned: Visit, advance: Advance) -> None:
        key = self.key()
        self.registered(placed, key)
        text = self.statement(planned, END + timedelta(minutes=5))
        sent = END + timedelta(days=3, hours=2)
        assert against(self.late(advance, text, self.signed(key, text), sent_at=sent)) == ["skew"]

    @pytest.mark.parametrize("elapsed", [float("nan"), float("inf"), -1.0, 1e300])
    def test_a_counter_that_no_phone_has_vouches_for_nothing(
        self, placed: Town, planned: Visit, advance: Advance, elapsed: float
    ) -> None:
        key = self.key()
        self.registered(placed, key)
        text = self.statement(planned, END + timedelta(minutes=5), elapsed=elapsed)
        assert against(self.late(advance, text, self.signed(key, text))) == ["late"]

    @pytest.mark.parametrize(
        "text", ["", "[]", "{", '{"visit": 1}', '{"visit":"x","checkin_at":"2019-12-09"}', "[" * 2000]
    )
    def test_a_statement_that_says_nothing_is_none(self, text: str) -> None:
        assert rules.statement_of(text) is None

    def test_a_key_that_is_none_is_refused_and_others_register_none(self, placed: Town) -> None:
        with pytest.raises(rules.DeviceUnknown):
            services.register_device(actor=placed.he_zhen, public_key="abc", at=MONDAY)
        with pytest.raises(rules.NoBusinessHere):
            services.register_device(actor=placed.chen_jing, public_key="abc", at=MONDAY)
