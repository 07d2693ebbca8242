"""Lists for people: open to everybody."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
