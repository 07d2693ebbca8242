from yishang.contexts.service_standards.urls import desk, public

urlpatterns = [*desk.urlpatterns, *public.urlpatterns]
