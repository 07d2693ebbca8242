"""A sending under a key of the sender's own: done once, answered as often as asked."""

from datetime import timedelta

import pytest

from yishang.kernel.cases import services
from yishang.kernel.cases.models import Submission
from yishang.kernel.cases.services import KeyUsedForOtherContent, SubmissionInFlight
from yishang.kernel.cases.tests.conftest import AT
from yishang.kernel.journal.tests.parallel import at_once

ANSWER = {"number": "SQ-610402-20191209-0001"}


def claim(*, key: str = "k-1", digest: str = "content", account_id: int = 7, seconds: int = 0) -> Submission | None:
    return services.claim_submission(account_id=account_id, key=key, digest=digest, at=AT + timedelta(seconds=seconds))


@pytest.mark.django_db
class TestClaimSubmission:
    def test_the_first_sending_is_to_be_done(self) -> None:
        assert claim() is None

    def test_the_second_is_answered_with_the_first_answer(self) -> None:
        claim()
        services.answer_submission(account_id=7, key="k-1", status=201, answer=ANSWER)
        again = claim(seconds=3600)
        assert again is not None and (again.status, again.answer) == (201, ANSWER)

    def test_the_same_key_with_another_content_is_refused(self) -> None:
        claim()
        with pytest.raises(KeyUsedForOtherContent) as refusal:
            claim(digest="other")
        assert refusal.value.status == 422

    def test_while_the_first_is_being_done_the_second_waits(self) -> None:
        claim()
        with pytest.raises(SubmissionInFlight) as refusal:
            claim(seconds=59)
        assert refusal.value.status == 409

    def test_what_a_killed_process_left_lapses_after_a_minute(self) -> None:
        claim()
        assert claim(seconds=61) is None
        with pytest.raises(SubmissionInFlight):
            claim(seconds=62)

    def test_after_a_refusal_the_key_serves_the_corrected_content(self) -> None:
        claim()
        services.release_submission(account_id=7, key="k-1")
        assert claim(digest="corrected") is None

    def test_an_answer_that_was_given_is_not_released(self) -> None:
        claim()
        services.answer_submission(account_id=7, key="k-1", status=201, answer=ANSWER)
        services.release_submission(account_id=7, key="k-1")
        assert claim() is not None

    def test_a_key_is_forgotten_after_a_month_and_not_before(self) -> None:
        claim()
        claim(key="k-2", seconds=3600)
        assert services.forget_submissions(before=AT + timedelta(seconds=1)) == 1
        assert list(Submission.objects.values_list("key", flat=True)) == ["k-2"]

    def test_keys_of_different_senders_are_different_keys(self) -> None:
        claim()
        assert claim(account_id=8, digest="other") is None


def test_of_twenty_at_once_one_is_to_be_done(parallel_database: None) -> None:
    def send(_: int) -> str:
        try:
            return "done" if claim() is None else "answered"
        except SubmissionInFlight:
            return "in flight"

    outcomes = at_once(send, threads=20)
    assert sorted(outcomes) == ["done"] + ["in flight"] * 19
