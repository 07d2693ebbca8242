"""Words for invented appeals, each with the share of all appeals in which it stands: searches need rare and common."""

from random import Random

SHARES = {
    "用电": 0.40, "开发区": 0.25, "不动产证": 0.15, "噪音扰民": 0.08, "税费": 0.05, "消防验收": 0.03, "排污管网": 0.02,
    "渣土车": 0.01, "WMS系统": 0.005, "融资担保": 0.001, "气化站": 0.0001,
}  # fmt: skip
SENTENCES = (
    "项目已列入年度计划", "请协调有关部门现场办公", "材料多次退回补正", "周边道路尚未打通", "企业愿意承担部分费用",
    "合同约定年底交付", "窗口答复需要等待通知", "工人工资按月发放", "设备已经到场", "贷款即将到期", "厂房漏水影响生产",
    "员工子女上学不便", "公交线路没有覆盖", "验收意见尚未出具", "规划条件发生变化", "围墙外堆放垃圾", "供水压力不足",
    "网络信号较差", "土地性质需要调整", "环评批复已经取得", "招工比较困难", "运输车辆限行", "保证金没有退还",
    "手续之间互为前置", "希望明确牵头单位", "前期费用已经支付", "施工许可等待审批", "招商承诺没有兑现",
    "租金补贴尚未到账", "技改资金正在申报",
)  # fmt: skip


def told(random: Random) -> str:
    """A few sentences of an appeal, about forty characters."""
    words = [word for word, share in SHARES.items() if random.random() < share]
    return "；".join([*random.sample(SENTENCES, 3), *(f"主要是{word}问题" for word in words)])
