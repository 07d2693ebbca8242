"""The root of /api/v1/: one door for partner systems (bearer key) and for our own pages (session with CSRF)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, RawPostDataException
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.security import APIKeyCookie, HttpBearer

from yishang.kernel.context import InvalidInput, Refusal, modules_named
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.intake.rules import is_keepable
from yishang.site.middleware import UNKEEPABLE, as_json

SAID_IN_CHINESE = {
    "missing": "缺少这一项。",
    "string_type": "应为文字。",
    "int_parsing": "应为整数。",
    "int_type": "应为整数。",
    "bool_parsing": "应为 true 或 false。",
    "bool_type": "应为 true 或 false。",
    "list_type": "应为列表。",
    "dict_type": "应为对象。",
    "model_attributes_type": "应为对象。",
    "json_invalid": "不是有效的 JSON。",
    "greater_than_equal": "数值太小。",
    "less_than_equal": "数值太大。",
    "string_too_long": "文字太长。",
}


class KeyAuth(HttpBearer):
    """`Authorization: Bearer ys_…`: the key's account and scopes are the actor."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        at: datetime = request.now  # type: ignore[attr-defined]
        actor = directory.actor_by_key(key=token, at=at)
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        return actor


class SignedIn(APIKeyCookie):
    """The session of a page of ours; unsafe methods need the CSRF token."""

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Nobody signed in means 401, not a word about a token."""
        return super().__call__(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:  # noqa: ARG002
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        return actor or None


class ReadableJSON(JSONRenderer):
    """Chinese as itself, not as escapes: a third of the bytes, and people read answers too."""

    json_dumps_params = {"ensure_ascii": False}


class KeepableJSON(Parser):
    """JSON can say null characters and halves of characters, which no database keeps."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Raises InvalidInput, which arrives as the cause of ninja's own HttpError."""
        body = super().parse_body(request)
        if is_keepable(body):
            return body
        words = body.items() if isinstance(body, dict) else [("body", body)]
        raise InvalidInput({name: UNKEEPABLE for name, value in words if not is_keepable([name, value])})


api = NinjaAPI(
    parser=KeepableJSON(),
    renderer=ReadableJSON(),
    title="宜商 API",
    version="1",
    urls_namespace="api",
    auth=[KeyAuth(), SignedIn(csrf=True)],
    docs_url=None,
)
for module in modules_named("api"):
    api.add_router("/", module.router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return api.create_response(request, as_json(refusal), status=refusal.status)


@api.exception_handler(AuthenticationError)
def unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    words = {"message": "请先登录，或带上有效的接口密钥。", "next_step": "密钥放在请求头 Authorization: Bearer 里。"}
    return api.create_response(request, words, status=401)


@api.exception_handler(HttpError)
def not_taken(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself declines: a body that is no JSON, or a session without its CSRF token."""
    if error.status_code == 403:
        words = {"message": "这个页面放得太久，已经失效。", "next_step": "刷新页面后再试；接口请用密钥。"}
        return api.create_response(request, words, status=403)
    if isinstance(error.__cause__, Refusal):
        return refused(request, error.__cause__)
    return refused(request, InvalidInput({"body": "不是有效的 JSON。"}))


@api.exception_handler(RawPostDataException)
def form_instead_of_json(request: HttpRequest, error: RawPostDataException) -> HttpResponse:  # noqa: ARG001
    """A form was sent where JSON is taken, and its token has been read from it."""
    return refused(request, InvalidInput({"body": "不是有效的 JSON。"}))


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {_place(fault): SAID_IN_CHINESE.get(fault["type"], "格式不对。") for fault in error.errors}
    return api.create_response(
        request, {"message": "有内容不能接受。", "next_step": "请按字段提示改正。", "fields": fields}, status=422
    )


def _place(fault: dict[str, Any]) -> str:
    """contact.phone rather than body.payload.contact.phone."""
    _, *within = fault["loc"]  # the first step says where: body, query, path, header, file
    steps = [str(step) for step in within if step != "payload"]
    return ".".join(steps) or "body"
