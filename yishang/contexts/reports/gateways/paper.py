"""A report as it goes onto paper, whatever the format: what stands on it, and the measures of GB/T 9704-2012."""

from dataclasses import dataclass
from datetime import date

from yishang.contexts.reports.rules import Block

WIDTH, HEIGHT = 210, 297  # mm, A4
TOP, LEFT = 37, 28  # 天头、订口
TEXT_WIDTH, TEXT_HEIGHT = 156, 225  # 版心
LINES, LETTERS = 22, 28  # 每面行数、每行字数
BODY, TITLE, SMALL = 16, 22, 14  # points: 三号、二号、四号
WATERMARK = "草稿"


@dataclass(frozen=True)
class Paper:
    """Title, number and pieces; who signs and when, who else is told (抄送), who printed it. A draft is marked."""

    title: str
    blocks: tuple[Block, ...]
    doc_number: str = ""
    day: date | None = None
    copied_to: str = ""
    printed_by: str = ""
    is_draft: bool = True

    @property
    def day_words(self) -> str:
        """成文日期: Arabic figures, no zeros."""
        return f"{self.day.year}年{self.day.month}月{self.day.day}日" if self.day else ""
