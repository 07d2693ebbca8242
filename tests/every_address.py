"""Every named address of the installation and of its API."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """A named address and the parts it wants to be told."""

    name: str
    parts: tuple[str, ...]


def addresses(resolver: URLResolver | None = None, space: tuple[str, ...] = ()) -> Iterator[Address]:
    """Everything that can be asked for, API operations too; several operations of one path have a name each."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            parts = (
                pattern.pattern.converters or pattern.pattern.regex.groupindex
            )  # path() has converters, re_path() not
            yield Address(":".join((*space, str(pattern.name))), tuple(parts))
        else:
            yield from addresses(pattern, (*space, pattern.namespace) if pattern.namespace else space)


@cache
def address_of(name: str) -> Address:
    """The first address of that name."""
    return next(address for address in addresses() if address.name == name)
