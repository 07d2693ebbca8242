from django.conf import settings
from django.db import models


class Picture(models.Model):
    """材料影像: one picture as kept (re-encoded, without EXIF), waiting for its matter or part of it.

    `sha256` is the digest of what was received, so that a repeated upload is known again; several rows may share files.
    """

    subject = models.CharField("所属事项", max_length=64, blank=True, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    file = models.FileField("图片", max_length=200)
    thumbnail = models.FileField("缩略图", max_length=200)
    original = models.FileField("原件", max_length=200, blank=True)  # of a panorama: as received, the proof
    flat = models.FileField("平面图", max_length=200, blank=True)  # of a panorama: small enough to read without turning
    original_name = models.CharField("原文件名", max_length=120, blank=True)
    sha256 = models.CharField("原件摘要", max_length=64, db_index=True)
    width = models.PositiveIntegerField("宽（像素）")
    height = models.PositiveIntegerField("高（像素）")
    size = models.PositiveIntegerField("大小（字节）")
    taken_at = models.DateTimeField("拍摄时间", null=True)
    at = models.DateTimeField("上传时间")
    place = models.BinaryField("拍摄地点（加密）", null=True)  # only where it proves something (handbook 12.9)
    public = models.BooleanField("可公开", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "图片"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["uploaded_by", "sha256"], condition=models.Q(subject=""), name="one_waiting_picture_per_content"
            ),
        ]

    def __str__(self) -> str:
        return self.original_name or f"图片 {self.pk}"
