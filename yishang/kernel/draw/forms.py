"""What the office and its witnesses fill in for a draw, in whatever process it is made."""

from typing import Any

from django import forms

from yishang.kernel.cases.forms import REQUIRED, NumberField
from yishang.kernel.directory.rules import Role
from yishang.kernel.draw import queries
from yishang.kernel.draw.rules import DrawRefusal

OFFICE_WITNESS, OVERSEER_WITNESS = ("w1", "市营商办"), ("w2", "市督查室")
WITNESS_OF = {Role.MBO: OFFICE_WITNESS[0], Role.MON: OVERSEER_WITNESS[0]}
LEAST_WITNESSES = 2
DIGEST_FAULT = "摘要是 64 位十六进制数。"


def hex_field(
    label: str, *, help_text: str, shortest: int, longest: int, fault: str, required: bool = True
) -> forms.RegexField:
    """Hexadecimal digits, with the blanks and capitals that copying brings along."""
    return forms.RegexField(
        rf"^\s*(?:[0-9a-fA-F]\s*){{{shortest},{longest}}}$",
        label=label,
        required=required,
        help_text=help_text,
        error_messages={**REQUIRED, "invalid": fault},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "digits"}),
    )


class WitnessedForm(forms.Form):
    """What the two witnesses promise (SHA-256 in hex) when a pool is frozen."""

    office_commitment = hex_field(
        "市营商办的摘要", help_text="点“生成我的随机值”自动填上。", shortest=64, longest=64, fault=DIGEST_FAULT
    )
    overseer_commitment = hex_field(
        "市督查室的摘要", help_text="由督查室在自己的页面生成后交来。", shortest=64, longest=64, fault=DIGEST_FAULT
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("office_commitment", "overseer_commitment"):
            if name in cleaned:
                cleaned[name] = "".join(cleaned[name].split()).lower()
        return cleaned

    def witnesses(self) -> list[dict[str, str]]:
        """The witnesses as `commit_draw` wants them, once the form is valid."""
        promised = (self.cleaned_data["office_commitment"], self.cleaned_data["overseer_commitment"])
        return [
            {"id": name, "role": role, "commitment": commitment}
            for (name, role), commitment in zip((OFFICE_WITNESS, OVERSEER_WITNESS), promised, strict=True)
        ]


class InvitedForm(forms.Form):
    """Which of the witnesses who have promised by their link take part in a draw (at least two)."""

    invited = forms.MultipleChoiceField(
        label="见证人",
        help_text="已提交摘要、还没有用过的；至少选两名。",
        error_messages={**REQUIRED, "invalid_choice": "这名见证人不能选，请刷新后再选。"},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.promised = {str(one.pk): one for one in queries.promised_witnesses()}
        field: Any = self.fields["invited"]
        field.choices = [(key, f"{one.role} {one.name}（{one.matter}）") for key, one in self.promised.items()]

    def clean_invited(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["invited"]
        if len(chosen) < LEAST_WITNESSES:
            raise forms.ValidationError(f"见证人至少 {LEAST_WITNESSES} 名。")
        return chosen

    def witnesses(self) -> list[dict[str, str]]:
        """The witnesses as a draw's beacon wants them, once the form is valid; name and role are published."""
        found = [self.promised[key] for key in self.cleaned_data["invited"]]
        return [{"id": f"w{one.pk}", "role": f"{one.role} {one.name}", "commitment": one.commitment} for one in found]


class RoundForm(forms.Form):
    """What drand said in the round that the commitment named."""

    round = NumberField(whole=True, label="轮次（round）")
    signature = hex_field(
        "签名（signature）", help_text="从 drand 任一节点取得，原样填写；平台用承诺书里的公钥核验。", shortest=96,
        longest=192, fault="签名是 96 或 192 位十六进制数。",
    )  # fmt: skip
    previous_signature = hex_field(
        "上一轮的签名（previous_signature）", help_text="只有 pedersen-bls-chained 方案有，其他方案不填。", shortest=64,
        longest=192, fault="签名是 64 到 192 位十六进制数。", required=False,
    )  # fmt: skip

    def spoken(self) -> dict[str, Any]:
        """The round as `take_round` wants it, once the form is valid."""
        told = self.cleaned_data
        signatures = {name: "".join(told[name].split()).lower() for name in ("signature", "previous_signature")}
        return {"round": told["round"], **signatures}

    def add_fault(self, refusal: DrawRefusal) -> None:
        """Say what is wrong with the round at the field that it speaks of."""
        field = refusal.place.rpartition("/")[2]
        self.add_error(field if field in self.fields else None, f"{refusal.why}。")


class RevealForm(forms.Form):
    """The value that a witness promised."""

    value = hex_field(
        "我的随机值",
        help_text="生成时保存的那一串。",
        shortest=32,
        longest=512,
        fault="请原样填写当时保存的十六进制值。",
    )
