from django.apps import AppConfig


class Documents(AppConfig):
    name = "yishang.kernel.documents"
    label = "documents"
    verbose_name = "文书文号"
