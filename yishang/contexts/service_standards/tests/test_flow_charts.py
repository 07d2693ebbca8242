"""Flow charts are drawn from data: word for word, and nothing lies on anything."""

import pytest

from yishang.contexts.service_standards.queries import lists
from yishang.contexts.service_standards.rules.flow import Chart, Edge, Node, chart_faults, in_words, ranks
from yishang.contexts.service_standards.rules.flow_drawing import TALL, WIDE, crossings, drawn, wrapped

OPEN_WORDS = (  # handbook 4.4, the nodes of 企业开办
    "名称预先核准（外网自助申报、为民服务大厅窗口办理）",
    "（涉及前置审批项目的办理相关许可证件）",
    "外网申请：登录陕西省市场监督管理局官网→网上办事→企业设立登记→待预审核通过后，打印出相关表格到为民服务大厅窗口办理",
    "受理",
    "审核、打印执照",
    "税务信息确认 0.5 个工作日办结",
    "刻制公章 0.5 个工作日办结",
    "银行开户 0.5 个工作日办结",
    "指导办理",
    "完善材料",
)
TANGLED = Chart(
    tuple(Node(key, lane, f"第{key}步") for key, lane in zip("abcdefgh", "甲乙丙甲乙丙甲乙", strict=True)),
    tuple(
        Edge(one, other, f"{one}到{other}")
        for one, other in ("ab", "ac", "bd", "ce", "df", "eg", "fh", "ha", "gb", "ah", "bg")
    ),
)


def test_both_charts_of_the_source_say_every_word() -> None:
    chart = lists.charts()["open"]
    assert tuple(one.text for one in chart.nodes) == OPEN_WORDS
    assert {one.label for one in chart.edges if one.label} == {
        "材料齐全 0.5 个工作日办结",
        "申请材料不齐全或不符合法定形式",
    }
    assert [one.text for one in lists.charts()["close"].nodes] == [
        "登录陕西省市场监督管理局官网",
        "简易注销公告信息填报",
        "公示 {notice}",
        "受理、审核、打印注销通知书",
    ]


@pytest.mark.parametrize("sheet", [WIDE, TALL])
@pytest.mark.parametrize("chart", [*lists.charts().values(), TANGLED])
def test_no_arrow_and_no_word_lies_on_a_box(chart: Chart, sheet: object) -> None:
    drawing = drawn(chart, sheet)  # type: ignore[arg-type]
    assert crossings(drawing) == []
    assert [one.edge for one in drawing.arrows] == list(chart.edges)
    for box, node in zip(drawing.boxes, chart.nodes, strict=True):
        assert "".join(text for _, text in box.lines) == node.text
        assert box.x >= 0
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height
    for arrow in drawing.arrows:
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in arrow.points)
    for label in drawing.labels:
        assert label.x + label.width <= drawing.width


def test_a_phone_shows_one_column_and_each_box_names_its_office() -> None:
    drawing = drawn(lists.charts()["open"], TALL)
    assert drawing.width <= 340
    assert not drawing.lanes
    assert drawing.boxes[3].lane == "审批服务局"
    assert drawn(lists.charts()["open"], WIDE).boxes[3].lane == ""


def test_a_step_stands_below_what_leads_to_it_and_alone_in_its_cell() -> None:
    rows = ranks(lists.charts()["open"])
    assert rows["accept"] < rows["licence"] < rows["tax"] < rows["seal"] < rows["bank"]
    assert rows["guide"] > rows["licence"]  # the same office, so the next free row
    assert rows["mend"] > rows["accept"]  # its arrow back does not lift it


def test_the_chart_is_told_in_words_with_its_ways() -> None:
    told = {one.number: one for one in in_words(lists.charts()["open"])}
    assert told[4].ways == (("材料齐全 0.5 个工作日办结", 5), ("申请材料不齐全或不符合法定形式", 9))
    assert told[10].ways == (("", 4),)
    assert told[1].ways == ()


def test_a_chart_that_cannot_be_drawn_is_told_so() -> None:
    broken = Chart((Node("a", "甲", "甲事"), Node("b", "乙", "乙事")), (Edge("a", "c"),))
    assert chart_faults(broken) == ["箭头指向没有的步骤“c”", "“乙事”没有箭头到达"]


def test_a_line_never_begins_with_a_closing_mark() -> None:
    assert wrapped("一二三四，五", width=40, letter=10) == ["一二三四，", "五"]
