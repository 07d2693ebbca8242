from django.urls import path

from yishang.contexts.bundles.views import intake, matters, public

urlpatterns = [
    path("", public.home, name="home"),
    # the company's own
    path("mine/", matters.mine, name="mine"),
    path("mine/<str:number>/", matters.own, name="own"),
    path("mine/<str:number>/<str:move>/", matters.own_move, name="own_move"),
    # at the desk
    path("desk/", matters.desk, name="desk"),
    path("desk.csv", matters.export, name="export"),
    path("figures/", matters.figures, name="figures"),
    path("matters/<str:number>/", matters.matter, name="matter"),
    path("matters/<str:number>/<str:move>/", matters.matter_move, name="matter_move"),
    path("parts/<str:number>/", matters.part, name="part"),
    path("parts/<str:number>/<str:move>/", matters.part_move, name="part_move"),
    # for anybody; handing in wants a person
    path("<str:code>/", public.bundle, name="bundle"),
    path("<str:code>/ask/", public.ask, name="ask"),
    path("<str:code>/result/", public.result, name="result"),
    path("<str:code>/apply/", intake.apply, name="apply"),
]
