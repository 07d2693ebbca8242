"""How pages of every process show the same things: a line of the course, a picture, a moment, the address of a list."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime


class Told(Protocol):
    """A fact of the journal, as far as a line of the course tells of it."""

    verb: str
    at: datetime
    unit_name: str
    actor_name: str
    data: dict[str, Any]


def entry_of(fact: Told, words: Mapping[str, str]) -> dict[str, Any]:
    """A line of the timeline component: `words` has the fact's last word in Chinese; an unknown one stays as it is."""
    name = fact.verb.rpartition(".")[2]
    return {
        "title": words.get(name, name),
        "at": fact.at,
        "meta": f"{fact.unit_name} {fact.actor_name}".strip(),
        "body": str(fact.data.get("note", "")),
    }


def picture_of(picture: Any, text: str = "照片，点开看大图") -> dict[str, str]:
    """A picture of kernel evidence as the thumbnails component shows it."""
    return {
        "url": reverse("picture", args=[picture.pk]),
        "thumbnail": reverse("thumbnail", args=[picture.pk]),
        "text": text,
    }


def moment_text(moment: datetime | None) -> str:
    """A moment as a sheet shows it, to the minute; nothing for none."""
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def list_address(page: str, asked: Mapping[str, Any], **changes: Any) -> str:
    """The address of a list as it is narrowed: `page` a name of urls, what is empty stays out."""
    words = {name: word for name, word in {**asked, **changes}.items() if word}
    return f"{reverse(page)}?{urlencode(words)}"
