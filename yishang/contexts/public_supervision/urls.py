from django.urls import path

from yishang.contexts.public_supervision.views import bodies, desk, handling, proof, public, whistle

urlpatterns = [
    # for anybody
    path("", public.home, name="home"),
    path("prove/", proof.prove, name="prove"),
    path("topics/", public.topics, name="topics"),
    path("topics/new/", public.propose, name="propose"),
    path("topics/<str:number>/", public.topic, name="topic"),
    path("topics/<str:number>/vote/", public.vote, name="vote"),
    path("report/", whistle.report, name="report"),
    path("follow/", whistle.follow, name="follow"),
    path("find/", public.find, name="find"),
    path("find/<str:uscc>/", public.business, name="business"),
    path("bodies/", public.bodies, name="bodies"),
    path("bodies/<int:key>/", public.body, name="body"),
    # a trade body's own page
    path("own/", bodies.own_body, name="own_body"),
    # at the desk
    path("desk/", desk.desk, name="desk"),
    path("desk/new/", desk.publish_topic, name="publish_topic"),
    path("desk/<str:number>/", desk.desk_topic, name="desk_topic"),
    path("desk/<str:number>/<str:move>/", desk.topic_move, name="topic_move"),
    path("reports/", handling.reports, name="reports"),
    path("reports/<str:number>/", handling.desk_report, name="desk_report"),
    path("reports/<str:number>/gone/", handling.reports_after, name="reports_after"),
    path("reports/<str:number>/identity/<str:step>/", handling.identity, name="identity"),
    path("reports/<str:number>/pictures/<int:picture_id>.jpg", handling.evidence_picture, name="evidence_picture"),
    path("reports/<str:number>/moves/<str:move>/", handling.report_move, name="report_move"),
    path("associations/", bodies.associations, name="associations"),
    path("associations/<str:kind>/<int:key>/", bodies.paper, name="paper"),
]
