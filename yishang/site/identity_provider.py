"""Staff through the city's own OpenID Connect provider, when the installation names one (OIDC_ISSUER …).

allauth asks the provider and knows the protocol; which of our accounts comes in is ours to say: none is ever created.
"""

from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit, statekit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from yishang.kernel.context import Refusal
from yishang.kernel.directory import services as directory
from yishang.site import sign_in, sign_in_steps

PROVIDER = "city"
SIGNED_WITH = ("RS", "ES", "PS")  # keys that only the provider has; never HS, whose key we would share, nor none
NOT_FINISHED = "统一身份认证没有完成"
TRY_AGAIN = "请再试一次，或用登录名和口令登录。"


class IdentityNotProven(Refusal):
    """The provider said no, or said something that cannot be trusted."""

    status = 403


class Conversation(OpenIDConnectOAuth2Adapter):
    """allauth's client, coming back to our own address."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002
        return request.build_absolute_uri(reverse("identity_callback"))


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Send the person to the city's provider, and remember where they wanted to go."""
    provider = _provider(request)
    try:
        response: HttpResponse = provider.redirect(request, process="login", next_url=sign_in.onward(request))
    except (OAuth2Error, RequestException, KeyError, ValueError):
        return sign_in.staff_page(request, refusal=IdentityNotProven("统一身份认证现在连不上", next_step=TRY_AGAIN))
    return response


@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """The person is back from the provider: let the account in that the claim names, or say why not."""
    provider = _provider(request)
    try:
        state, claims = _claims(request, provider)
        twice = _is_proven_twice(claims)
        account = directory.sign_in_by_identity(
            login=str(claims.get(settings.OIDC_CLAIM) or ""),
            at=request.now,  # type: ignore[attr-defined]
            is_first_step=settings.STAFF_TOTP and not twice,
        )
    except Refusal as refusal:
        return sign_in.staff_page(request, refusal=refusal)
    by = sign_in_steps.IDENTITY_TWICE if twice else sign_in_steps.IDENTITY
    return sign_in_steps.begin(request, account, by=by, onward=state.get("next") or "/")


def _claims(request: HttpRequest, provider: Any) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """What we had stored of the way, and what the provider has signed. Raises IdentityNotProven."""
    state = statekit.unstash_state(request, provider_id=PROVIDER, state_id=request.GET.get("state", ""))
    if state is None or "code" not in request.GET:
        raise IdentityNotProven(NOT_FINISHED, next_step=TRY_AGAIN)
    conversation = Conversation(request, PROVIDER)
    try:
        client = conversation.get_client(request, provider.app)
        token = conversation.get_access_token_data(request, provider.app, client, state.get("pkce_code_verifier"))
        return state, _verified(conversation, provider, token["id_token"])
    except (OAuth2Error, RequestException, jwt.PyJWTError, KeyError, ValueError, TypeError) as error:
        raise IdentityNotProven(NOT_FINISHED, next_step=TRY_AGAIN) from error


def _verified(conversation: Conversation, provider: Any, token: str) -> Mapping[str, Any]:
    """The claims of a token signed by the issuer that was told, for us, and still young."""
    config = conversation.openid_config
    if config["issuer"].rstrip("/") != provider.app.settings["server_url"].rstrip("/"):
        raise ValueError("the provider calls itself another issuer")
    if not str(jwt.get_unverified_header(token).get("alg", "")).startswith(SIGNED_WITH):
        raise ValueError("the token is not signed with a key of the provider's own")
    claims: Mapping[str, Any] = jwtkit.verify_and_decode(
        credential=token,
        keys_url=config["jwks_uri"],
        issuer=config["issuer"],
        audience=provider.app.client_id,
        lookup_kid=jwtkit.lookup_kid_jwk,
    )
    return claims


def _is_proven_twice(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that it has asked for two factors itself; else ours is asked for."""
    told = claims.get("amr")
    return isinstance(told, list) and "mfa" in told


def _provider(request: HttpRequest) -> Any:
    """Raises Http404 where the installation names none."""
    if not settings.OIDC:
        raise Http404
    provider = get_adapter(request).get_provider(request, PROVIDER)
    provider.oauth2_adapter_class = Conversation
    return provider
