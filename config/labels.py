# SPDX-License-Identifier: Apache-2.0
"""The national list of reasons for a rating: five levels of eight; a code begins with its level.

Source: the labels of the national platform's "好差评" as in use. Nobody adds or removes one
locally. Codes of older versions stay readable: they are known, and no longer offered.
"""

from collections.abc import Mapping

from msgspec import Struct

from config.values import Text

VERSION = 1
LEVELS = (5, 4, 3, 2, 1)


class Label(Struct, frozen=True):
    """One reason."""

    code: int
    text: Text
    offered: bool = True
    """False: from an older version, kept so that old ratings can be read."""

    @property
    def level(self) -> int:
        """The level that this is a reason for."""
        return self.code // 100


_OFFERED: Mapping[int, tuple[str, str]] = {
    510: ("一窗受理一次办结", "One window, done in one visit"),
    511: ("可以先受理后补材料", "Accepted first, papers brought later"),
    512: ("不用提交证明", "No certificates needed"),
    513: ("可以全程网上办理", "Can be done wholly online"),
    514: ("可以使用手机办理", "Can be done by phone"),
    515: ("可以就近办理", "Can be done close to home"),
    516: ("无需材料直接办理", "No papers needed at all"),
    517: ("服务热情效率高", "Warm and efficient service"),
    406: ("填写一张表单就可完成申报", "One form was enough"),
    407: ("在线提交材料窗口核验", "Papers sent online, checked at the window"),
    408: ("一张清单告知全部申报材料", "One list named every paper"),
    409: ("用告知承诺减免申报材料", "A declaration replaced papers"),
    410: ("可以在线预约办理", "Can be booked online"),
    411: ("跑大厅一次办完", "Done in one trip to the hall"),
    412: ("可以使用自助机办理", "Can be done at a self-service machine"),
    413: ("服务态度较好", "Good manners"),
    307: ("一次性告知需要补正的材料", "Told at once which papers to correct"),
    308: ("提供申报材料样本", "Sample papers were provided"),
    309: ("在承诺的时间内办结", "Done within the promised time"),
    310: ("办事指南指引准确", "The guide was accurate"),
    311: ("按办事指南要求的材料即可办理", "The papers in the guide were enough"),
    312: ("可以快递送达", "Results can be sent by courier"),
    313: ("跑动次数与承诺的一致", "As many trips as promised"),
    314: ("服务态度一般", "Ordinary manners"),
    207: ("没有提供材料样本", "No sample papers"),
    208: ("没有提供材料清单", "No list of papers"),
    209: ("未在承诺时间内办结", "Not done within the promised time"),
    210: ("同样内容的证明材料被要求多次提交", "The same proof asked for repeatedly"),
    211: ("承诺网办但无法在线办理", "Promised online, not possible online"),
    212: ("在线预约办理后到实体大厅重复取号排队", "Booked online, yet had to queue again"),
    213: ("窗口人员业务不熟练", "Clerk not skilled in the matter"),
    214: ("服务态度生硬", "Stiff manners"),
    108: ("在办事指南之外增加新的审批条件", "Conditions added beyond the guide"),
    109: ("需提供办事指南之外的申报材料", "Papers asked for beyond the guide"),
    110: ("无理由超过法定办理时间", "Legal time limit exceeded without reason"),
    111: ("办事指南提供样本有错", "Samples in the guide are wrong"),
    112: ("承诺在线收取申报材料实际无法收取", "Papers promised online could not be sent"),
    113: ("多头跑窗口和部门", "Sent from window to window"),
    114: ("跑动次数与承诺的不一致", "More trips than promised"),
    115: ("服务态度差效率低", "Bad manners, slow work"),
}
_WITHDRAWN = (102, 103, 104, 105, 106, 107)

LABELS: Mapping[int, Label] = {
    code: Label(code, Text(zh=zh, en=en)) for code, (zh, en) in _OFFERED.items()
} | {
    code: Label(
        code, Text(zh=f"旧版原因 {code}", en=f"Reason {code} of an older list"), offered=False
    )
    for code in _WITHDRAWN
}


def offered(level: int) -> tuple[Label, ...]:
    """Return the reasons a person may choose for a level."""
    return tuple(label for label in LABELS.values() if label.offered and label.level == level)
