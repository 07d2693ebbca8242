from django.urls import path

from yishang.contexts.visits.views import desk, figures, mine, phone, track

urlpatterns = [
    # the visitor's phone: one page that works without a network
    path("", phone.today, name="today"),
    path("sw.js", phone.worker, name="worker"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    # everybody's phone: the company, the liaison, and the visitor looking back
    path("mine/", mine.mine, name="mine"),
    path("mine/quiet/", mine.mark_quiet, name="mark_quiet"),
    path("mine/quiet/<int:window_id>/", mine.end_quiet, name="end_quiet"),
    path("mine/<str:number>/", mine.visit, name="visit"),
    path("mine/<str:number>/<str:move>/", mine.move, name="visit_move"),
    # the desk
    path("desk/", desk.queue, name="desk"),
    path("desk/export/", desk.export, name="export"),
    path("desk/<str:number>/", desk.visit, name="desk_visit"),
    path("desk/<str:number>/track/", track.track, name="track"),
    path("desk/<str:number>/<str:move>/", desk.move, name="desk_move"),
    path("figures/", figures.figures, name="figures"),
    path("together/", figures.together, name="together"),
]
