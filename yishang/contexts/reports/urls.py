from django.urls import path

from yishang.contexts.reports.views import analysis, reports, wall

urlpatterns = [
    path("", analysis.analysis, name="analysis"),
    # the wall of the city office, its moving part, and the same as a plain page
    path("wall/", wall.wall, name="wall"),
    path("wall/now/", wall.wall_now, name="wall_now"),
    path("wall/plain/", wall.wall_plain, name="wall_plain"),
    # months and documents about them
    path("documents/", reports.reports, name="reports"),
    path("documents/freeze/", reports.freeze, name="freeze"),
    path("documents/draft/", reports.draft, name="draft"),
    path("documents/<str:number>/", reports.report, name="report"),
    path("documents/<str:number>/check/", reports.check, name="check"),
    path("documents/<str:number>/files/<str:form>/", reports.report_file, name="report_file"),
    path("documents/<str:number>/<str:move>/", reports.move, name="report_move"),
]
