from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[[str, str], Path]

COMPLAINTS = {
    "环境保护": """搅拌站噪音很大夜里睡不着 工厂烟囱冒黑烟气味刺鼻 河水发黑有臭味污水直排
                   餐馆油烟直排居民楼道 垃圾站异味熏天苍蝇成群 工地扬尘漫天没有洒水""",
    "交通运输": """公交车半小时才来一班 出租车拒载不打表收费 路口红绿灯坏了一个月
                   高速路收费站天天堵车 网约车司机绕路多收钱 公交站台被车占了上不了车""",
    "教育文体": """小学招生划片不公布 幼儿园收费比公示高很多 老师在校外有偿补课
                   中学食堂饭菜不卫生学生拉肚子 体育馆对学生收费太贵 民办学校退学费拖着不退""",
}
PLACES = ("望江小区", "南门村", "滨河花园", "东城一号")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def lessons(write: Write) -> Path:
    """Seventy-two labelled messages: three classes, each complaint from four places."""
    rows = [
        f"{place}反映{words},{place}的居民说：{words}，请{number}日内处理,{label}"
        for label, several in COMPLAINTS.items()
        for number, words in enumerate(several.split())
        for place in PLACES
    ]
    return write("lessons.csv", "\n".join(["title,detail,level1", *rows]))
