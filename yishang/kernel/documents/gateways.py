"""The fonts of the machine that papers may carry."""

from pathlib import Path

from django.conf import settings

from yishang.kernel.documents.rules import FontMissing

FOLDERS = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/share/fonts/google-noto-cjk")
SERIF, SANS = "NotoSerifCJK", "NotoSansCJK"
"""Noto CJK (SIL Open Font License, may be embedded), where distributions put it."""


def font_file(face: str = SERIF, *, weight: str = "Regular") -> str:
    """The font that PDFs carry: REPORT_FONT, else that face of Noto CJK, else its other face. Raises FontMissing."""
    if settings.REPORT_FONT:
        wanted = [settings.REPORT_FONT]
    else:
        names = dict.fromkeys((f"{face}-{weight}", f"{face}-Regular", f"{SERIF}-Regular", f"{SANS}-Regular"))
        wanted = [f"{folder}/{name}.ttc" for name in names for folder in FOLDERS]
    found = next((font for font in wanted if Path(font).is_file()), "")
    if not found:
        where = (
            f"REPORT_FONT 指向的 {settings.REPORT_FONT} 不存在" if settings.REPORT_FONT else "没有找到可嵌入的中文字体"
        )
        raise FontMissing(
            f"生成不了 PDF：{where}。",
            next_step="请下载其他格式；系统管理员可安装 Noto CJK 字体或设置 REPORT_FONT。",
        )
    return found
