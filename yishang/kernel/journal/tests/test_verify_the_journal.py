"""Every test goes behind the journal's back in SQL, as somebody with the database password would."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from yishang.kernel.journal import queries, rules, services
from yishang.kernel.journal.models import Fact
from yishang.kernel.journal.tests.parallel import at_once

DAY = datetime(2019, 12, 9, 1, 30, tzinfo=UTC)
CHEN_JING = rules.Signer(id=7, name="陈静", role="CBO", unit_name="秦都区营商办")
SUBJECTS = ("SQ-610402-20191209-0001", "SQ-610402-20191209-0002", "account:7")


def record(subject: str, **changes: Any) -> Fact:
    given = {"actor": CHEN_JING, "verb": "outreach.appeal.progressed", "at": DAY, "data": {"说明": "已联系", "次": 1}}
    return services.record(**{**given, **changes}, subject=subject)  # type: ignore[arg-type]


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def broken() -> tuple[str, str]:
    breach = queries.verify().breach
    assert breach is not None
    return breach.place, breach.why[:3]


@pytest.fixture
def story(db: None) -> None:
    """Three subjects of four facts each, sealed twice, then one more fact each that no seal covers yet."""
    for round_number in range(5):
        for subject in SUBJECTS:
            record(subject)
        if round_number in (1, 3):
            services.seal_facts(at=DAY)
    assert queries.verify() == rules.Verdict(facts=15, seals=2)


@pytest.mark.usefixtures("story")
class TestFacts:
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("actor_name", "李娜"),
            ("actor_id", 8),
            ("verb", "outreach.appeal.struck_off"),
            ("at", "2019-12-08 01:30:00+00:00"),
            ("internal", True),
            ("unit_name", ""),
            ("data", '{"说明": "已联系", "次": 2}'),
            ("data", '{"说明": "已联系", "次": 1.0}'),
            ("data", "[]"),
            ("digest", "0" * 64),
            ("previous", "0" * 64),
        ],
    )
    def test_an_edited_fact_is_named(self, column: str, value: Any) -> None:
        sql(f"UPDATE journal_fact SET {column} = %s WHERE subject = %s AND sequence = 3", value, SUBJECTS[1])
        assert broken() == (f"{SUBJECTS[1]}/3", "被修改")

    def test_an_edited_fact_with_a_fresh_digest_is_named_by_the_one_after_it(self) -> None:
        self.rewrite(SUBJECTS[1], 3)
        assert broken() == (f"{SUBJECTS[1]}/3", "被替换")

    def test_an_edited_last_fact_with_a_fresh_digest_is_named_by_the_head(self) -> None:
        self.rewrite(SUBJECTS[1], 5)
        assert broken() == (f"{SUBJECTS[1]}/5", "被替换")

    def test_a_whole_chain_rewritten_with_its_head_is_caught_by_the_seal(self) -> None:
        previous = self.rewrite(SUBJECTS[1], 4)
        sql("UPDATE journal_fact SET previous = %s WHERE subject = %s AND sequence = 5", previous, SUBJECTS[1])
        last = self.rewrite(SUBJECTS[1], 5)
        sql("UPDATE journal_chainhead SET digest = %s WHERE subject = %s", last, SUBJECTS[1])
        assert broken() == ("seal:2", "封存不")

    @staticmethod
    def rewrite(subject: str, sequence: int) -> str:
        content = Fact.objects.filter(subject=subject, sequence=sequence).values().get()
        digest = rules.digest({**content, "actor_name": "李娜"})
        where = "WHERE subject = %s AND sequence = %s"
        sql(f"UPDATE journal_fact SET actor_name = '李娜', digest = %s {where}", digest, subject, sequence)
        return digest

    @pytest.mark.parametrize("sequence", [1, 3, 5])
    def test_a_deleted_fact_is_named_at_the_head_in_the_middle_and_at_the_tail(self, sequence: int) -> None:
        sql("DELETE FROM journal_fact WHERE subject = %s AND sequence = %s", SUBJECTS[1], sequence)
        assert broken() == (f"{SUBJECTS[1]}/{sequence}", "被删除")

    def test_a_deleted_subject_is_named_by_its_head(self) -> None:
        sql("DELETE FROM journal_fact WHERE subject = %s", SUBJECTS[1])
        assert broken() == (f"{SUBJECTS[1]}/1", "被删除")

    def test_a_subject_deleted_with_its_head_is_caught_by_the_first_seal_that_held_it(self) -> None:
        sql("DELETE FROM journal_fact WHERE subject = %s", SUBJECTS[1])
        sql("DELETE FROM journal_chainhead WHERE subject = %s", SUBJECTS[1])
        assert broken() == ("seal:1", "封存不")

    @pytest.mark.parametrize("sequence", [0, 6, 9])
    def test_a_fact_slipped_into_a_chain_is_named(self, sequence: int) -> None:
        self.slip_in(SUBJECTS[1], sequence)
        assert broken() == (f"{SUBJECTS[1]}/{sequence}", "被插入")

    def test_a_fact_slipped_in_under_a_new_subject_is_named(self) -> None:
        self.slip_in("account:99", 1)
        assert broken()[0] == "account:99/1"

    @staticmethod
    def slip_in(subject: str, sequence: int) -> None:
        last = Fact.objects.get(subject=SUBJECTS[1], sequence=5)
        content = {**vars(last), "subject": subject, "sequence": sequence, "previous": last.digest}
        Fact.objects.bulk_create(
            [Fact(**{name: content[name] for name in rules.SIGNED_FIELDS}, digest=rules.digest(content))]
        )

    def test_the_first_of_several_breaks_is_named(self) -> None:
        sql("DELETE FROM journal_fact WHERE subject = %s", SUBJECTS[2])
        sql("UPDATE journal_fact SET actor_name = '李娜' WHERE subject = %s AND sequence >= 2", SUBJECTS[0])
        sql("DELETE FROM journal_seal WHERE number = 9")
        assert broken() == (f"{SUBJECTS[0]}/2", "被修改")

    def test_a_value_that_cannot_be_read_any_more_is_named(self) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL does not keep a date that is none")
        sql("UPDATE journal_fact SET at = '2019-13-45 99:99:99' WHERE subject = %s AND sequence = 1", SUBJECTS[1])
        assert broken() == (f"{SUBJECTS[1]}/1", "被修改")

    def test_a_head_cut_short_with_its_tail_is_caught_by_what_comes_after(self) -> None:
        sql("UPDATE journal_chainhead SET sequence = 4 WHERE subject = %s", SUBJECTS[1])
        assert broken() == (f"{SUBJECTS[1]}/5", "被插入")


@pytest.mark.usefixtures("story")
class TestSeals:
    @pytest.mark.parametrize(
        ("column", "value"),
        [("root", "0" * 64), ("facts", 5), ("at", "2019-12-08 01:30:00+00:00"), ("last_fact", 1), ("digest", "0" * 64)],
    )
    def test_an_edited_seal_is_named(self, column: str, value: Any) -> None:
        sql(f"UPDATE journal_seal SET {column} = %s WHERE number = 1", value)
        assert broken() == ("seal:1", "封存被")

    @pytest.mark.parametrize("number", [1, 2])
    def test_a_removed_seal_is_named_even_when_its_facts_are_freed(self, number: int) -> None:
        sql("UPDATE journal_fact SET seal_id = NULL WHERE seal_id = %s", number)
        sql("DELETE FROM journal_seal WHERE number = %s", number)
        assert broken() == (f"seal:{number}", "封存缺")

    def test_all_seals_removed_are_missed(self) -> None:
        sql("UPDATE journal_fact SET seal_id = NULL")
        sql("DELETE FROM journal_seal")
        assert broken() == ("seal:1", "封存缺")

    def test_a_seal_made_anew_breaks_the_chain_of_seals(self) -> None:
        seal = queries.seals()[1]
        content = {name: getattr(seal, name) for name in rules.SEALED_FIELDS} | {"root": "0" * 64}
        sql("UPDATE journal_seal SET digest = %s WHERE number = 1", rules.seal_digest(**content))
        sql("UPDATE journal_seal SET root = %s WHERE number = 1", "0" * 64)
        assert broken() == ("seal:1", "封存不")

    def test_a_fact_moved_out_of_its_seal_is_missed(self) -> None:
        sql("UPDATE journal_fact SET seal_id = NULL WHERE subject = %s AND sequence = 4", SUBJECTS[1])
        assert broken() == ("seal:2", "封存不")

    def test_a_seal_chain_without_its_head_is_named(self) -> None:
        sql("DELETE FROM journal_chainhead WHERE subject = %s", rules.SEAL_CHAIN)
        assert broken() == ("seal:2", "封存链")


@pytest.mark.usefixtures("story")
class TestCommand:
    def test_a_sound_journal_ends_with_ok(self) -> None:
        out = StringIO()
        call_command("journal", "verify", stdout=out)
        assert out.getvalue().splitlines()[-1].startswith("OK 15 facts, 2 seals")

    def test_a_broken_journal_ends_with_the_place_and_the_reason_and_exit_code_one(self) -> None:
        sql("DELETE FROM journal_fact WHERE subject = %s AND sequence = 3", SUBJECTS[0])
        out = StringIO()
        with pytest.raises(SystemExit) as leaving:
            call_command("journal", "verify", stdout=out)
        assert leaving.value.code == 1
        assert out.getvalue().splitlines()[-1] == f"FAIL {SUBJECTS[0]}/3: 被删除：序号在此中断"


@pytest.mark.django_db
def test_an_empty_journal_is_sound() -> None:
    assert queries.verify() == rules.Verdict(facts=0, seals=0)


def test_writers_at_once_on_one_new_subject_leave_one_chain_without_gaps(parallel_database: None) -> None:
    def write(_: int) -> None:
        for _ in range(5):
            with transaction.atomic():
                record("unit:1")

    at_once(write, threads=8)
    assert [fact.sequence for fact in queries.timeline("unit:1", include_internal=True)] == list(range(1, 41))
    assert queries.verify() == rules.Verdict(facts=40, seals=0)


def test_sealing_while_others_write_leaves_no_fact_out_and_none_twice(parallel_database: None) -> None:
    def write_or_seal(number: int) -> None:
        for _ in range(5):
            with transaction.atomic():
                record(f"unit:{number}")
            if number < 2:
                services.seal_facts(at=DAY)

    at_once(write_or_seal, threads=6)
    services.seal_facts(at=DAY)
    verdict = queries.verify()
    assert (verdict.facts, verdict.breach) == (30, None)
    assert sum(seal.facts for seal in queries.seals()) == 30
