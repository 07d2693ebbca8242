from django.urls import path

from yishang.contexts.panoramas.views import looking, phone, rounds, uploading

urlpatterns = [
    path("", looking.panoramas, name="panoramas"),
    path("upload/", uploading.upload, name="upload"),
    path("compare/", looking.compare, name="compare"),
    path("projects/<int:key>/", uploading.project, name="project"),
    # the company's side, on the phone
    path("mine/", phone.mine, name="mine"),
    path("mine/<str:number>/", phone.mine_one, name="mine_one"),
    # rounds
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<str:number>/", rounds.round_page, name="round"),
    path("rounds/<str:number>/reveal/", rounds.reveal, name="reveal_round"),
    path("rounds/<str:number>/void/", rounds.void, name="void_round"),
    path("rounds/<str:number>/<str:file>", rounds.record_file, name="round_file"),
    # one panorama
    path("<str:number>/", looking.panorama, name="panorama"),
    path("<str:number>/<str:version>.jpg", looking.picture, name="picture"),
]
