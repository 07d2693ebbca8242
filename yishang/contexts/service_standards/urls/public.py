"""Lists for people: open to everybody."""

from django.urls import URLPattern, path

from yishang.contexts.service_standards.views.public import demands, lists

urlpatterns: list[URLPattern] = [
    path("", lists.home, name="home"),
    path("follow/", demands.follow, name="follow"),
    path("lists/<slug:key>/", lists.service_list, name="list"),
    path("lists/<slug:key>/more/", demands.report, name="report"),
    path("lists/<slug:key>/<str:code>/", lists.item, name="item"),
]
