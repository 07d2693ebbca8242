from yishang.contexts.service_standards.urls import demands, desk, public

urlpatterns = [*desk.urlpatterns, *demands.urlpatterns, *public.urlpatterns]
