"""The addresses that GeoReport v2 prescribes; a format is the suffix of the last part."""

from django.urls import re_path

from yishang.contexts.outreach.views.open311 import endpoint

SUFFIX = r"(?:\.(?P<suffix>\w{1,20}))?$"
PART = r"[^/.]{1,64}"

urlpatterns = [
    re_path(rf"^discovery{SUFFIX}", endpoint.discovery, name="discovery"),
    re_path(rf"^services{SUFFIX}", endpoint.service_list, name="services"),
    re_path(rf"^services/(?P<service_code>{PART}){SUFFIX}", endpoint.service_definition, name="service"),
    re_path(rf"^requests{SUFFIX}", endpoint.requests, name="requests"),
    re_path(rf"^requests/(?P<service_request_id>{PART}){SUFFIX}", endpoint.one_request, name="request"),
    re_path(rf"^tokens/(?P<token>{PART}){SUFFIX}", endpoint.token, name="token"),
    re_path(r"^(?P<anything>.*)$", endpoint.unknown, name="unknown"),
]
