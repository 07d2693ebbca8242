from django.urls import URLPattern, URLResolver, path

from yishang.site import portal, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", portal.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/staff/", sign_in.sign_in_staff, name="sign_in_staff"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("account/", portal.account, name="account"),
    path("account/post/", portal.choose_post, name="choose_post"),
    path("account/look/", portal.choose_look, name="choose_look"),
    path("account/session/", portal.keep_session, name="keep_session"),
    path("notices/", portal.notices, name="notices"),
    path("search/", portal.search, name="search"),
    path("seals/", portal.seals, name="seals"),
    path("pictures/<int:picture_id>/", portal.picture, name="picture"),
    path("pictures/<int:picture_id>/thumbnail/", portal.picture, {"thumbnail": True}, name="thumbnail"),
    path("styleguide/", portal.pieces, name="styleguide"),
    path("styleguide/<slug:page>/", portal.pieces, name="styleguide_page"),
]
