from django.urls import path

from yishang.site.styleguide import show_styleguide

urlpatterns = [path("styleguide/", show_styleguide), path("styleguide/<str:page>/", show_styleguide)]
