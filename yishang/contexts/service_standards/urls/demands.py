"""Reports about windows, counties side by side, the year's figures, where lists were published: at the desk."""

from django.urls import URLPattern, path

from yishang.contexts.service_standards.views import demands, figures, publications

urlpatterns: list[URLPattern] = [
    path("comparison/", figures.comparison, name="comparison"),
    path("assessment/", figures.assessment, name="assessment"),
    path("publications/", publications.publications, name="publications"),
    path("publications/<int:key>/withdraw/", publications.withdraw, name="withdraw"),
    path("demands/", demands.demands_list, name="demands"),
    path("demands/<str:number>/", demands.demand, name="demand"),
    path("demands/<str:number>/contact/", demands.contact, name="demand_contact"),
    path("demands/<str:number>/pictures/<int:picture_id>.jpg", demands.demand_picture, name="demand_picture"),
    path("demands/<str:number>/moves/<str:move>/", demands.demand_move, name="demand_move"),
]
