"""The catalog at the desk: who writes, reviews, publishes."""

from django.urls import URLPattern, path

from yishang.contexts.service_standards.views import items

urlpatterns: list[URLPattern] = [path("items/", items.items, name="items")]
