from django.apps import AppConfig


class Ratings(AppConfig):
    name = "yishang.kernel.ratings"
    label = "ratings"
    verbose_name = "评价"
