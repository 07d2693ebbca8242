"""Tying pictures to a matter."""

import pytest

from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.evidence import queries, rules, services
from yishang.kernel.evidence.models import Picture
from yishang.kernel.evidence.tests.conftest import NOON, photo

pytestmark = pytest.mark.django_db
NUMBER = "SQ-610402-20191209-0001"


def stored(actor: Actor, *colours: str) -> list[int]:
    return [services.store_picture(actor=actor, upload=photo(colour), at=NOON).pk for colour in colours]


def test_an_uploader_attaches_her_pictures_in_the_order_she_chose(chen_jing: Actor) -> None:
    red, blue = stored(chen_jing, "red", "blue")
    attached = services.attach(actor=chen_jing, picture_ids=[blue, red, blue], subject=NUMBER)
    assert [picture.pk for picture in attached] == [blue, red]
    assert {picture.pk for picture in queries.pictures_of(NUMBER)} == {red, blue}


def test_attaching_again_changes_nothing(chen_jing: Actor) -> None:
    ids = stored(chen_jing, "red")
    services.attach(actor=chen_jing, picture_ids=ids, subject=NUMBER)
    assert services.attach(actor=chen_jing, picture_ids=ids, subject=NUMBER)[0].subject == NUMBER
    assert len(queries.pictures_of(NUMBER)) == 1


def test_the_digests_for_the_fact_are_those_of_what_was_received(chen_jing: Actor) -> None:
    pictures = services.attach(actor=chen_jing, picture_ids=stored(chen_jing, "red"), subject=NUMBER)
    assert services.digests(pictures=pictures) == [services.sha256(photo("red").getvalue()).hexdigest()]


def test_no_picture_is_fine(chen_jing: Actor) -> None:
    assert services.attach(actor=chen_jing, picture_ids=[], subject=NUMBER) == []


def test_what_waits_for_a_matter_belongs_to_none(chen_jing: Actor) -> None:
    stored(chen_jing, "red")
    assert not queries.pictures_of("")


def test_somebody_elses_picture_is_refused_and_nothing_is_attached(chen_jing: Actor, zhao_lei: Actor) -> None:
    mine, theirs = stored(chen_jing, "red") + stored(zhao_lei, "blue")
    with pytest.raises(rules.PictureNotYours):
        services.attach(actor=chen_jing, picture_ids=[mine, theirs], subject=NUMBER)
    assert not Picture.objects.exclude(subject="").exists()


def test_a_picture_of_another_matter_is_refused(chen_jing: Actor) -> None:
    ids = stored(chen_jing, "red")
    services.attach(actor=chen_jing, picture_ids=ids, subject=NUMBER)
    with pytest.raises(rules.PictureNotYours):
        services.attach(actor=chen_jing, picture_ids=ids, subject="SQ-610402-20191209-0002")


@pytest.mark.parametrize("actor_name", ["chen_jing", "system"])
def test_an_unknown_number_is_refused_with_the_same_words(chen_jing: Actor, actor_name: str) -> None:
    actor = chen_jing if actor_name == "chen_jing" else SYSTEM_ACTOR
    with pytest.raises(rules.PictureNotYours, match="有图片不能附在这里"):
        services.attach(actor=actor, picture_ids=[404], subject=NUMBER)


def test_a_tenth_picture_is_refused(chen_jing: Actor) -> None:
    with pytest.raises(rules.TooManyPictures, match="9"):
        services.attach(actor=chen_jing, picture_ids=list(range(1, 11)), subject=NUMBER)
