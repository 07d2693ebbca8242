from django.urls import path

from yishang.contexts.random_inspection.views import libraries

urlpatterns = [
    # one list, two libraries
    path("items/", libraries.items, name="items"),
    path("people/", libraries.people, name="people"),
    path("people/experts/", libraries.experts, name="experts"),
    path("people/trainings/", libraries.trainings, name="trainings"),
    path("people/<str:number>/", libraries.person, name="person"),
    path("objects/", libraries.objects, name="objects"),
    path("objects/quarantine/", libraries.quarantine, name="quarantine"),
]
