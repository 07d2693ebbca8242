"""The catalog at the desk: who writes, reviews, publishes; and the counties' texts."""

from django.urls import URLPattern, path

from yishang.contexts.service_standards.views import counties, editing, item, items

urlpatterns: list[URLPattern] = [
    path("items/", items.items, name="items"),
    path("items/new/", editing.new_item, name="new_item"),
    path("items/materials/", items.materials, name="material_clashes"),
    path("items/<int:key>/", item.item, name="desk_item"),
    path("items/<int:key>/edit/", editing.edit_item, name="edit_item"),
    path("items/<int:key>/print/", item.print_item, name="print_item"),
    path("items/<int:key>/compare/", item.compare, name="compare_item"),
    path("items/<int:key>/retire/", item.retire, name="retire_item"),
    path("items/<int:key>/steps/<slug:step>/", item.step, name="item_step"),
    path("items/<int:key>/counties/", counties.item_counties, name="item_counties"),
    path("items/<int:key>/counties/<slug:element>/", counties.ask_deviation, name="ask_deviation"),
    path("counties/", counties.counties, name="counties"),
    path("counties/deviations/<int:key>/", counties.decide_deviation, name="decide_deviation"),
    path("counties/deviations/<int:key>/follow/", counties.follow_again, name="follow_again"),
    path("counties/changes/<int:key>/", counties.object_to, name="object_to"),
    path("counties/objections/<int:key>/", counties.decide_objection, name="decide_objection"),
]
