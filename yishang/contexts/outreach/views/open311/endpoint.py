"""The resources of GeoReport v2: discovery, services, requests and tokens."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.timezone import localdate, localtime
from django.views.decorators.csrf import csrf_exempt

from yishang.contexts.outreach import queries, services
from yishang.contexts.outreach.models import Category
from yishang.contexts.outreach.queries import georeport as reading
from yishang.contexts.outreach.rules import SubjectOfOthers, check_business, georeport
from yishang.contexts.outreach.views.access import now_of
from yishang.contexts.outreach.views.open311 import documents
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import is_keepable

View = Callable[..., HttpResponse]
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
ATTRIBUTE = re.compile(r"attribute\[(\w{1,40})\](?:\[\])?")
YES, NO = "yes", "no"
SAID_AS = {"category": "service_code", "title": "attribute[title]", "content": "description",
           "uscc": "attribute[uscc]", "contact.phone": "phone"}  # fmt: skip
CONTACT = "市营商环境建设办公室；接口问题请联系平台管理员。"
KEY_SERVICE = "密钥由市营商办安全保密管理员签发：写明单位、用途和联系人，权限为 appeals:submit。"


def resource(*methods: str) -> Callable[[View], View]:
    """The view gets `form`; refusals become error documents; other methods are 405."""

    def guard(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def entered(request: HttpRequest, suffix: str = "", **path: str) -> HttpResponse:
            form = documents.form_of(request.path, request.headers.get("Accept", ""))
            if request.method not in methods:
                response = documents.errors(form, 405, f"这个地址不接受 {request.method}。")
                response["Allow"] = ", ".join(methods)
                return response
            if suffix not in ("", *documents.FORMATS):
                return documents.errors(form, 400, f"没有 {suffix[:20]} 格式，请用 xml 或 json。")
            try:
                return view(request, form=form, **path)
            except Refusal as refusal:
                return _refused(form, refusal)

        return entered

    return guard


@resource("GET")
def discovery(request: HttpRequest, *, form: str) -> HttpResponse:
    """Where the endpoint is, which formats it speaks, how to get a key."""
    changed = max((one.as_of for one in _services(now_of(request)) if one.as_of), default=None)
    changeset = f"{changed or '2019-01-01'} 00:00"
    endpoint = {
        "specification": SPECIFICATION,
        "url": request.build_absolute_uri("/open311/v2").rstrip("/"),
        "changeset": changeset,
        "type": "test" if settings.DEMO else "production",
        "formats": ["text/xml", "application/json"],
    }
    told = {"changeset": changeset, "contact": CONTACT, "key_service": KEY_SERVICE, "endpoints": [endpoint]}
    return documents.answer(form, "discovery", told)


@resource("GET")
def service_list(request: HttpRequest, *, form: str) -> HttpResponse:
    """The categories that may be chosen today."""
    return documents.answer(form, "services", [reading.service_row(one) for one in _services(now_of(request))])


@resource("GET")
def service_definition(request: HttpRequest, *, form: str, service_code: str) -> HttpResponse:
    """What a request of this service must say beyond the standard's own fields."""
    _service(service_code, now_of(request))
    attributes = [
        _attribute(1, "uscc", "string", "企业的统一社会信用代码（18 位）", required=True),
        _attribute(2, "title", "string", "一句话说明，最多 50 个字；不填时取描述的开头"),
        _attribute(3, "expect", "string", "希望怎样解决"),
        {
            **_attribute(4, "public_consent", "singlevaluelist", "是否同意公开（不含企业名称）；不填为不同意"),
            "values": [{"key": YES, "name": "同意"}, {"key": NO, "name": "不同意"}],
        },
    ]
    return documents.answer(form, "service_definition", {"service_code": service_code, "attributes": attributes})


@resource("GET", "POST")
def requests(request: HttpRequest, *, form: str) -> HttpResponse:
    """GET lists, POST files."""
    return _file(request, form) if request.method == "POST" else _list(request, form)


@resource("GET")
def one_request(request: HttpRequest, *, form: str, service_request_id: str) -> HttpResponse:
    """One request as a list of one."""
    found = reading.report(_key_holder(request, request.GET), service_request_id, now=now_of(request))
    if found is None:
        raise georeport.NoSuchReport(f"没有编号为 {service_request_id[:40]} 的请求，或者它不公开。")
    return documents.answer(form, "service_requests", [reading.report_row(found)])


@resource("GET")
def token(request: HttpRequest, *, form: str, token: str) -> HttpResponse:
    """All services are realtime, so a request's number is also its token."""
    found = reading.report(_key_holder(request, request.GET), token, now=now_of(request))
    if found is None:
        raise georeport.NoSuchReport(f"没有令牌 {token[:40]} 对应的请求，或者它不公开。")
    told = {"service_request_id": found.case.number, "token": token}
    return documents.answer(form, "service_requests", [told])


@resource("GET", "POST")
def unknown(_request: HttpRequest, *, form: str, anything: str) -> HttpResponse:  # noqa: ARG001
    """Whatever else stands under the address."""
    return documents.errors(form, 404, "没有这个资源；从 discovery.xml 或 services.xml 开始。")


def _list(request: HttpRequest, form: str) -> HttpResponse:
    asked, now = request.GET, now_of(request)
    wanted = georeport.reports_wanted(
        ids=asked.getlist("service_request_id"),
        services=asked.getlist("service_code"),
        statuses=asked.getlist("status"),
        start=asked.get("start_date", ""),
        end=asked.get("end_date", ""),
        now=now,
    )
    for code in wanted.services:
        if queries.category(code) is None:
            raise georeport.NoSuchReport(f"没有 service_code {code[:20]}。")
    found = reading.reports(_key_holder(request, asked), wanted, now=now)
    return documents.answer(form, "service_requests", [reading.report_row(one) for one in found])


def _file(request: HttpRequest, form: str) -> HttpResponse:
    sent, now = request.POST, now_of(request)
    if not is_keepable([value for _, values in sent.lists() for value in values]):
        raise georeport.ReportRefused("含有无法保存的字符。")
    actor = _key_holder(request, sent)
    if actor is None:
        raise georeport.KeyRefused("缺少 api_key，不能提交。")
    service_code = sent.get("service_code", "").strip()
    if not service_code:
        raise georeport.ReportRefused("缺少 service_code。")
    _service(service_code, now)
    appeal = services.submit_report(actor=actor, at=now, **_told(sent))
    due = appeal.case.due_at
    notice = f"营商办将在 {localtime(due):%Y-%m-%d %H:%M} 前分类派单。" if due else ""
    told = {"service_request_id": appeal.case.number, "service_notice": notice, "account_id": None}
    return documents.answer(form, "service_requests", [told])


def _told(sent: QueryDict) -> dict[str, Any]:
    """What the form says, as submit_report takes it. Raises ReportRefused."""
    attributes = {found[1]: str(sent.get(name, "")) for name in sent if (found := ATTRIBUTE.fullmatch(name))}
    if not attributes.get("uscc", "").strip():
        raise georeport.ReportRefused("缺少 attribute[uscc]：企业的统一社会信用代码。")
    if attributes.get("public_consent", "") not in ("", YES, NO):
        raise georeport.ReportRefused("attribute[public_consent] 只有 yes 和 no。")
    media_url = sent.get("media_url", "").strip()
    if media_url and not (media_url.startswith(("http://", "https://")) and len(media_url) <= georeport.URL_MAX):
        raise georeport.ReportRefused(f"media_url 应为 http 或 https 地址，最多 {georeport.URL_MAX} 个字。")
    name = (sent.get("last_name", "") + sent.get("first_name", "")).strip()
    return {
        "uscc": attributes["uscc"],
        "service_code": sent.get("service_code", "").strip(),
        "title": attributes.get("title", ""),
        "expect": attributes.get("expect", "")[:200],
        "description": sent.get("description", ""),
        "place": georeport.place_of(
            lat=sent.get("lat", ""),
            long=sent.get("long", ""),
            address=sent.get("address_string", ""),
            address_id=sent.get("address_id", ""),
        ),
        "contact": services.Contact(name[:60], sent.get("phone", "").strip()[:40]),
        "is_public_consent": attributes.get("public_consent") == YES,
        "media_url": media_url,
    }


def _attribute(order: int, code: str, datatype: str, description: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": required,
        "datatype_description": None,
        "order": order,
        "description": description,
    }


def _services(now: datetime) -> list[Category]:
    return queries.categories_in_use(on=localdate(now))


def _service(code: str, now: datetime) -> None:
    """Raises NoSuchReport unless the category may be chosen today."""
    if not queries.category_in_use(code, on=localdate(now)):
        raise georeport.NoSuchReport(f"没有 service_code {code[:20]}。")


def _key_holder(request: HttpRequest, said: QueryDict) -> Actor | None:
    """Whose key this is, None without one. Raises KeyRefused."""
    key = said.get("api_key", "").strip() or request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not key:
        return None
    actor = directory.actor_by_key(key=key, at=now_of(request)) if key.isprintable() else None
    if actor is None:
        raise georeport.KeyRefused("api_key 无效或已撤销。")
    check_business(actor.role, actor.scopes)
    if actor.city_code != geo.home_city():
        raise georeport.KeyRefused("这把密钥不属于本市。")
    return actor


def _refused(form: str, refusal: Refusal) -> HttpResponse:
    """404 for what does not exist, 403 for keys, 400 for everything else, with each fault of its own."""
    if isinstance(refusal, InvalidInput):
        faults = [f"{SAID_AS.get(field, field)}：{reason}" for field, reason in refusal.fields.items()]
        return documents.errors(form, 400, *faults)
    status = refusal.status if refusal.status in (403, 404) else 400
    next_step = refusal.next_step if isinstance(refusal, SubjectOfOthers) else ""
    return documents.errors(form, status, refusal.message + next_step)
