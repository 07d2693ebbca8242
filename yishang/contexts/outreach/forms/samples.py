"""What witnesses and the office fill in for a call-back sample."""

from typing import Any

from django import forms

from yishang.contexts.outreach.forms.fields import (
    day_field,
    hex_field,
)


class FreezeSampleForm(forms.Form):
    """The period whose closed matters are the pool, and what the two witnesses promise (SHA-256 in hex)."""

    period_from = day_field("办结起")
    period_to = day_field("办结止")
    office_commitment = hex_field(
        "市营商办的摘要",
        help_text="点“生成我的随机值”自动填上。",
        shortest=64,
        longest=64,
        fault="摘要是 64 位十六进制数。",
    )
    overseer_commitment = hex_field(
        "市督查室的摘要",
        help_text="由督查室在自己的页面生成后交来。",
        shortest=64,
        longest=64,
        fault="摘要是 64 位十六进制数。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("period_from"), cleaned.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "止期不能早于起期。")
        for name in ("office_commitment", "overseer_commitment"):
            if name in cleaned:
                cleaned[name] = "".join(cleaned[name].split()).lower()
        return cleaned


class RevealForm(forms.Form):
    """The value that a witness promised."""

    value = hex_field(
        "我的随机值",
        help_text="生成时保存的那一串。",
        shortest=32,
        longest=512,
        fault="请原样填写当时保存的十六进制值。",
    )
