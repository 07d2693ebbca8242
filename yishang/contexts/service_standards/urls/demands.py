"""Reports about windows, at the desk."""

from django.urls import URLPattern, path

from yishang.contexts.service_standards.views import demands

urlpatterns: list[URLPattern] = [
    path("demands/", demands.demands_list, name="demands"),
    path("demands/<str:number>/", demands.demand, name="demand"),
    path("demands/<str:number>/contact/", demands.contact, name="demand_contact"),
    path("demands/<str:number>/pictures/<int:picture_id>.jpg", demands.demand_picture, name="demand_picture"),
    path("demands/<str:number>/moves/<str:move>/", demands.demand_move, name="demand_move"),
]
