"""Answers of GeoReport v2: one content, written as XML or by the Spark convention as JSON."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse

XML, JSON = "xml", "json"
FORMATS = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ITEM_OF = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}  # a container of many and what each of them is called


def answer(form: str, root: str, content: Any, *, status: int = 200) -> HttpResponse:
    """The content (a list, or one object) under the root element's name, in `xml` or `json`."""
    body = as_json(content) if form == JSON else as_xml(root, content)
    response = HttpResponse(body, content_type=FORMATS[form], status=status)
    response["Cache-Control"] = "no-store"
    return response


def errors(form: str, status: int, *descriptions: str) -> HttpResponse:
    """`[{code, description}]`, as every refusal is told."""
    return answer(form, "errors", [{"code": status, "description": one} for one in descriptions], status=status)


def form_of(path: str, accept: str = "") -> str:
    """The format that the address names by its suffix; without one JSON for who asks for it, else XML."""
    last = path.rpartition("/")[2]
    if last.endswith(f".{JSON}"):
        return JSON
    return JSON if "." not in last and accept.startswith("application/json") else XML


def fault(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """What the site itself has to refuse under this address, told in the words of the standard."""
    return errors(form_of(request.path, request.headers.get("Accept", "")), status, message)


def as_json(content: Any) -> bytes:
    """The Spark convention: a container of many is a list, nothing is null."""
    return json.dumps(_spark(content), ensure_ascii=False).encode()


def as_xml(root: str, content: Any) -> bytes:
    """The same as XML with its declaration; nothing is an empty element."""
    return DECLARATION + ElementTree.tostring(_element(root, content), encoding="utf-8", xml_declaration=False)


def _spark(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {name: _spark(value) for name, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_spark(value) for value in content]
    return None if content == "" else content


def _element(name: str, content: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(content, Mapping):
        element.extend(_element(part, value) for part, value in content.items())
    elif isinstance(content, Sequence) and not isinstance(content, str):
        element.extend(_element(ITEM_OF[name], value) for value in content)
    elif content is not None:
        element.text = _text(content)
    return element


def _text(content: object) -> str:
    if isinstance(content, bool):
        return "true" if content else "false"
    return NOT_IN_XML.sub("", str(content))
