"""/api/v1/openapi.json: what partner systems generate their clients from."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
REFUSALS = {"400", "401", "403", "404", "409", "422"}
EXPECTED = {
    ("post", "/api/v1/appeals"): "201",
    ("get", "/api/v1/appeals"): "200",
    ("get", "/api/v1/appeals/{number}"): "200",
    ("post", "/api/v1/appeals/{number}/moves/{move}"): "200",
    ("post", "/api/v1/images"): "201",
}


@pytest.fixture
def described(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def operations(described: dict[str, Any]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield (method, path), operation


def test_every_operation_is_there_with_its_success(described: dict[str, Any]) -> None:
    found = dict(operations(described))
    assert set(EXPECTED) <= set(found)
    for place, status in EXPECTED.items():
        assert status in found[place]["responses"], place


def test_every_operation_says_how_it_refuses(described: dict[str, Any]) -> None:
    for place, operation in operations(described):
        assert set(operation["responses"]) >= REFUSALS, place
        for status in REFUSALS:
            schema = operation["responses"][status]["content"]["application/json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/Refused"}, (place, status)


def test_every_operation_asks_for_key_or_session_and_has_a_name(described: dict[str, Any]) -> None:
    schemes = described["components"]["securitySchemes"]
    assert {scheme["type"] for scheme in schemes.values()} == {"http", "apiKey"}
    names = [operation["operationId"] for _, operation in operations(described)]
    assert len(names) == len(set(names))
    for place, operation in operations(described):
        assert {name for each in operation["security"] for name in each} == set(schemes), place
        assert operation["summary"], place


def test_bodies_are_described(described: dict[str, Any]) -> None:
    found = dict(operations(described))
    appeal = described["components"]["schemas"]["AppealIn"]
    assert set(appeal["properties"]) == {
        "uscc", "category", "title", "content", "contact", "images", "is_public_consent", "origin",
    }  # fmt: skip
    assert appeal["required"] == ["uscc"]
    move = found["post", "/api/v1/appeals/{number}/moves/{move}"]
    assert "application/json" in move["requestBody"]["content"]
    header = [each for each in found["post", "/api/v1/appeals"]["parameters"] if each["in"] == "header"]
    assert [each["name"] for each in header] == ["Idempotency-Key"]


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    for reference in _references(described):
        target: Any = described
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        assert target


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
