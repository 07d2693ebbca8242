from django.urls import path

from yishang.contexts.outreach.views import desk, overview, phone, samples, told

urlpatterns = [
    # the company's side, on the phone
    path("mine/", phone.mine, name="mine"),
    path("submit/", phone.submit_appeal, name="submit_appeal"),
    path("mine/<str:number>/", phone.matter, name="matter"),
    path("mine/<str:number>/notices/", told.told_to_me, name="matter_told"),
    path("mine/<str:number>/<str:move>/", phone.move, name="matter_move"),
    # the offices' and units' side, at the desk
    path("desk/", desk.queue, name="desk"),
    path("desk/export.csv", desk.export, name="export"),
    path("desk/<str:number>/", desk.matter, name="desk_matter"),
    path("desk/<str:number>/notices/", told.told, name="desk_told"),
    path("desk/<str:number>/<str:move>/", desk.move, name="desk_move"),
    # figures and the call-back sample
    path("overview/", overview.overview, name="overview"),
    path("samples/", samples.samples, name="samples"),
    path("samples/<str:draw_id>/", samples.sample, name="sample"),
    path("samples/<str:draw_id>/reveal/", samples.reveal, name="reveal_sample"),
    path("samples/<str:draw_id>/void/", samples.void, name="void_sample"),
    path("samples/<str:draw_id>/<str:file>", samples.record_file, name="sample_file"),
]
