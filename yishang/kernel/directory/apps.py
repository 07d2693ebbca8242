from django.apps import AppConfig


class Directory(AppConfig):
    name = "yishang.kernel.directory"
    label = "directory"
    verbose_name = "部门岗位人员"
