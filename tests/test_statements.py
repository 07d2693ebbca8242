"""SQL that is put together once says the same as the ORM would, whatever the values."""

from datetime import date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.geo.models import Region
from yishang.kernel.journal.models import ChainHead, Fact
from yishang.kernel.parties.models import MarketEntity
from yishang.kernel.statements import Counted, Given, Prepared, insert, update

pytestmark = pytest.mark.django_db
MONDAY = datetime(2019, 12, 9, 10, 26, 0, 123456, tzinfo=SHANGHAI)


@pytest.fixture
def facts() -> list[Fact]:
    rows = [
        Fact(subject=subject, sequence=place, verb="a.b", at=MONDAY + timedelta(days=place), actor_name="陈静",
             actor_role="CBO", data={"note": "“引号”与 % 号", "stars": place, "no": None}, digest="d")
        for subject in ("SQ-1", "SQ-2") for place in (1, 2, 3)
    ]  # fmt: skip
    return Fact.objects.bulk_create(rows)


def test_a_prepared_read_gives_the_rows_of_its_query(facts: list[Fact]) -> None:
    prepared = Prepared(lambda: Fact.objects.filter(subject=Given("subject"), at__gte=Given("since")).order_by("pk"))
    for subject in ("SQ-1", "SQ-2", "SQ-3"):
        for since in (MONDAY, MONDAY + timedelta(days=2), MONDAY + timedelta(days=9)):
            plain = Fact.objects.filter(subject=subject, at__gte=since).order_by("pk")
            read = prepared.rows(subject=subject, since=since)
            assert [vars(row) | {"_state": 0} for row in read] == [vars(row) | {"_state": 0} for row in plain]
    assert prepared.first(subject="SQ-2", since=MONDAY).data == facts[3].data  # type: ignore[union-attr]
    assert prepared.first(subject="SQ-3", since=MONDAY) is None


def test_joined_rows_come_along_also_where_there_is_none() -> None:
    city = Region.objects.get_or_create(code="610400", defaults={"name": "咸阳市", "level": "CITY"})[0]
    for uscc, region in (("91610402MA00000155", city), ("91610402MA00000230", None)):
        MarketEntity.objects.create(uscc=uscc, name=uscc, region=region, registered_on=date(2015, 3, 1))
    prepared = Prepared(lambda: MarketEntity.objects.filter(uscc=Given("uscc")).select_related("region"))
    with_region, without = (prepared.rows(uscc=code)[0] for code in ("91610402MA00000155", "91610402MA00000230"))
    with CaptureQueriesContext(connection) as asked:
        assert with_region.region == city
        assert without.region is None
    assert not asked.captured_queries
    assert with_region.registered_on == date(2015, 3, 1)


def test_a_read_that_can_have_no_rows_has_none() -> None:
    assert Prepared(lambda: Fact.objects.filter(subject=Given("subject")).none()).rows(subject="SQ-1") == []


def test_a_value_that_was_not_given_is_a_callers_mistake() -> None:
    with pytest.raises(KeyError):
        Prepared(lambda: Fact.objects.filter(subject=Given("subject"))).rows()


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_a_transaction_only(facts: list[Fact]) -> None:
    prepared = Prepared(lambda: Fact.objects.filter(subject=Given("subject")).select_for_update())
    with transaction.atomic():
        assert len(prepared.rows(subject="SQ-1")) == 3
    with pytest.raises(transaction.TransactionManagementError):
        prepared.rows(subject="SQ-1")


@pytest.mark.django_db(transaction=True)
def test_each_thread_reads_on_its_own_connection(facts: list[Fact]) -> None:
    prepared = Prepared(lambda: Fact.objects.filter(subject=Given("subject")))
    prepared.rows(subject="SQ-1")
    counts: list[int] = []

    def read() -> None:
        try:
            counts.append(len(prepared.rows(subject="SQ-2")))
        finally:
            connection.close()

    thread = Thread(target=read)
    thread.start()
    thread.join()
    assert counts == [3]


def test_an_inserted_row_is_the_one_that_save_would_write() -> None:
    ours, djangos = (
        Fact(subject=subject, sequence=1, verb="a.b", at=MONDAY, actor_id=7, actor_name="陈静", actor_role="CBO",
             data={"note": "好"}, internal=True, digest="d")
        for subject in ("SQ-1", "SQ-2")
    )  # fmt: skip
    insert(ours)
    djangos.save(force_insert=True)
    names = [field.attname for field in Fact._meta.concrete_fields if field.name not in ("id", "subject")]
    stored = Fact.objects.get(pk=ours.pk)
    assert [getattr(stored, name) for name in names] == [getattr(djangos, name) for name in names]
    ours.verb = "a.c"
    ours.save()  # it is known to be stored
    assert Fact.objects.get(pk=ours.pk).verb == "a.c"


def test_a_row_with_a_key_of_its_own_is_inserted_under_it() -> None:
    insert(ChainHead(subject="SQ-1", sequence=1, digest="d"))
    assert ChainHead.objects.get(pk="SQ-1").sequence == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(ChainHead(subject="SQ-1", sequence=2, digest="e"))


def test_an_update_writes_only_what_it_names(facts: list[Fact]) -> None:
    fact = facts[0]
    fact.verb, fact.data, fact.actor_name = "a.c", {"note": "改"}, "没有写"
    update(fact, "verb", "data")
    stored = Fact.objects.get(pk=fact.pk)
    assert (stored.verb, stored.data, stored.actor_name) == ("a.c", {"note": "改"}, "陈静")


def test_an_update_of_a_row_that_is_gone_is_told(facts: list[Fact]) -> None:
    Fact.objects.filter(pk=facts[0].pk).delete()
    with pytest.raises(DatabaseError, match="gone"):
        update(facts[0], "verb")


def test_counts_of_fixed_shape_stop_at_their_cap(facts: list[Fact]) -> None:
    def shapes() -> dict[str, "QuerySet[Any]"]:
        of_subject = Fact.objects.filter(subject=Given("subject")).values("pk")
        return {"of": of_subject, "since": of_subject.filter(at__gte=Given("since")), "never": of_subject.none()}

    counted = Counted(shapes, most=2)
    with CaptureQueriesContext(connection) as asked:
        assert counted.counts(subject="SQ-1", since=MONDAY + timedelta(days=3)) == {"of": 2, "since": 1, "never": 0}
    assert len(asked.captured_queries) == 1
    assert counted.counts(subject="SQ-3", since=MONDAY) == {"of": 0, "since": 0, "never": 0}
    with pytest.raises(KeyError):
        counted.counts(subject="SQ-1")


def test_counts_that_can_only_be_nothing_ask_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert Counted(lambda: {"none": Fact.objects.none()}, most=2).counts() == {"none": 0}
    assert not asked.captured_queries
