from django.urls import path

from yishang.contexts.life_events.views import citizens, desk, mine, posters, trees, versions

urlpatterns = [
    path("", trees.home, name="home"),
    path("events/<str:code>/", trees.event, name="event"),
    path("items/<str:code>/", trees.item, name="item"),
    path("desk/", desk.gains, name="gains"),
    path("desk/events/<str:code>/", desk.gain, name="gain"),
    path("desk/findings/", desk.findings, name="findings"),
    path("desk/trees/<slug:name>/", versions.keep, name="keep"),
    path("desk/trees/<slug:name>/publish/", versions.publish, name="publish"),
    path("desk/trees/<slug:name>/drop/", versions.drop, name="drop"),
    path("desk/trees/<slug:name>/table/", versions.table, name="table"),
    path("mine/", mine.mine, name="mine"),
    path("citizens/", citizens.citizens, name="citizens"),
    path("<slug:name>/", trees.tree, name="tree"),
    path("<slug:name>/versions/", versions.versions, name="versions"),
    path("<slug:name>/poster.svg", posters.svg, name="poster_svg"),
    path("<slug:name>/poster.pdf", posters.pdf, name="poster_pdf"),
    path("<slug:name>/<str:code>/", trees.theme, name="theme"),
]
