"""What a company's clerk does at the phone."""

from io import BytesIO
from zlib import crc32

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect


def sign_in(phone: Page, number: str) -> None:
    """By the code that the simulator shows instead of sending it."""
    phone.goto("/sign-in/")
    phone.get_by_label("手机号", exact=True).fill(number)
    phone.get_by_role("button", name="获取验证码", exact=True).click()
    expect(phone.get_by_text("短信模拟器收到")).to_be_visible()
    phone.get_by_role("button", name="登录", exact=True).click()
    expect(phone.get_by_role("link", name="提交诉求")).to_be_visible()


def describe(phone: Page, *, title: str, content: str) -> None:
    """Choose the kind 水电气暖 and say what the matter is."""
    phone.get_by_text("水电气暖", exact=True).click()
    phone.get_by_label("一句话说是什么事").fill(title)
    phone.get_by_label("说说情况").fill(content)


def add_picture(phone: Page, name: str) -> None:
    file: FilePayload = {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": _jpeg(name)}
    phone.locator(".picture-add input[type=file]").set_input_files(file)


def submit(phone: Page) -> None:
    phone.get_by_role("button", name="提交", exact=True).click()


def look_at(phone: Page, title: str, *, heap: str = "办理中") -> None:
    """Open the matter from the list, as after having put the phone away."""
    phone.goto("/outreach/mine/")
    phone.get_by_role("navigation").get_by_role("link", name=heap).click()
    phone.get_by_role("link", name=title).click()
    expect(phone.get_by_role("heading", name=title)).to_be_visible()


def rate(phone: Page, star: int, *, reason: str = "", suggestion: str = "") -> None:
    """Tap a star on the matter's page, say why, and send it."""
    phone.get_by_role("navigation", name="点星评价").get_by_role("link").nth(star - 1).click()
    if reason:
        phone.get_by_label("哪里不满意").fill(reason)
    if suggestion:
        phone.get_by_label("意见建议").fill(suggestion)
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.get_by_text("评价已收到，谢谢您。")).to_be_visible()


def _jpeg(name: str) -> bytes:
    """A small photograph, different for each name."""
    stored = BytesIO()
    Image.new("RGB", (320, 240), (crc32(name.encode()) % 256, 120, 90)).save(stored, "JPEG")
    return stored.getvalue()
