from django.urls import path

from yishang.contexts.bundles.views import public

urlpatterns = [
    # for anybody
    path("", public.home, name="home"),
    path("<str:code>/", public.bundle, name="bundle"),
    path("<str:code>/ask/", public.ask, name="ask"),
    path("<str:code>/result/", public.result, name="result"),
]
