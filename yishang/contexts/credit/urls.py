from django.urls import path

from yishang.contexts.credit.views import companies, matters, phone

app_name = "credit"
urlpatterns = [
    path("mine/", phone.mine, name="mine"),
    path("mine/repair/<int:record_id>/", phone.repair, name="apply_repair"),
    path("mine/<str:number>/", matters.own_matter, name="own_matter"),
    path("mine/<str:number>/<str:move>/", matters.own_move, name="own_move"),
    path("ask/", companies.ask, name="ask"),
    path("companies/<str:uscc>/", companies.company, name="company"),
    path("companies/<str:uscc>/hint/", companies.hint, name="hint"),
    path("companies/<str:uscc>/certify/", companies.certify, name="certify"),
    path("records/", companies.records, name="records"),
    path("records.csv", companies.export_records, name="export_records"),
    path("records/<int:record_id>/", companies.record, name="record"),
    path("records/<int:record_id>/publish/", companies.publish, name="publish"),
    path("exchange/", companies.exchange, name="exchange"),
    path("figures/", companies.figures, name="figures"),
    path("catalogs/", companies.catalogs, name="catalogs"),
    path("certificates/<str:number>/", companies.certificate, name="certificate"),
    path("papers/<int:paper_id>/", companies.paper, name="paper"),
    *(path(f"{kind}/", matters.matters, {"kind": kind}, name=kind) for kind in matters.LISTS),
    path("lists/<str:kind>.csv", matters.export, name="export"),
    path("lists/<str:kind>/new/", matters.new, name="new"),
    path("matters/<str:number>/", matters.matter, name="matter"),
    path("matters/<str:number>/<str:move>/", matters.move, name="move"),
]
