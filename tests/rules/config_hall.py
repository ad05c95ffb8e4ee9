# SPDX-License-Identifier: Apache-2.0
"""A small hall with one of everything, for tests that break it in one place."""

from pathlib import Path

from config.faults import ConfigFault, ConfigFaults
from config.load import load

HALL = """
id = "small"
name = { zh = "小厅", en = "Small hall" }
languages = ["zh", "en"]

[hours]
closed = [2026-05-04]

[hours.week]
mon = ["08:30-12:00", "13:30-17:00"]

[[hours.extra]]
date = 2026-05-09
spans = ["09:00-12:00"]

[policy.service_weights]
card = 1.5

[[policy.classes]]
id = "ordinary"
name = { zh = "普通", en = "Ordinary" }

[[policy.classes]]
id = "green"
name = { zh = "绿色通道", en = "Green channel" }
letter = "V"

[voice]
languages = ["zh"]

[ratings]
general_working_days = 5

[[themes]]
id = "papers"
name = { zh = "证件", en = "Papers" }

[[life_events]]
id = "moving"
name = { zh = "搬家", en = "Moving" }

[[departments]]
id = "police"
name = { zh = "公安", en = "Police" }
prefix = "A"
theme = "papers"

[[departments]]
id = "advice"
name = { zh = "咨询", en = "Advice" }
prefix = "B"

[[services]]
id = "card"
department = "police"
name = { zh = "身份证", en = "Identity card" }
case_type = "time_limited"
statutory_days = 60
promised_days = 20
life_events = ["moving"]

[[services]]
id = "question"
department = "advice"
name = { zh = "咨询", en = "Questions" }
case_type = "consultation"

[[floors]]
id = "1"
name = { zh = "一层", en = "Ground floor" }
zones = [{ id = "A", name = { zh = "A 区", en = "Zone A" } }]

[[windows]]
id = "1"
floor = "1"
zone = "A"
takes = ["police", "question"]

[[clerks]]
number = "001"
name = { zh = "周敏", en = "Zhou Min" }
department = "police"

[[printers]]
id = "front"
transport = "serial"
path = "/dev/ttyS0"

[[kiosks]]
id = "kiosk-1"
printer = "front"

[[displays]]
id = "strip-1"
kind = "strip"
windows = ["1"]

[[evaluators]]
id = "rater-1"
window = "1"

[[bridges]]
id = "bridge-1"

[[bridges.ports]]
id = "counter"
path = "/dev/ttyUSB0"

[[bridges.ports.pads]]
window = "1"

[[bridges.ports.pads]]
address = 2
window = "1"
kind = "rating"
levels = { F1 = 5, F2 = 4, F3 = 3, F4 = 2, F5 = 1 }

[[notices]]
id = "welcome"
text = { zh = "欢迎", en = "Welcome" }
valid_from = 2026-01-01
valid_to = 2026-12-31
"""

GUIDE = """
office = { zh = "派出所", en = "Police station" }
legal_basis = [{ zh = "居民身份证法", en = "Law on Resident Identity Cards" }]
conditions = [{ zh = "本镇户籍", en = "You are registered here" }]
procedure = [{ zh = "交材料", en = "Hand in your papers" }]
delivery = { zh = "到窗口领取", en = "Collected at the window" }
enquiry_telephone = "0571-86520011"
complaint_telephone = "0571-86520000"
charged = true

[[papers]]
name = { zh = "户口簿", en = "Household booklet" }

[[papers]]
name = { zh = "旧证", en = "Old card" }
necessity = "if-applicable"
when = { zh = "换领", en = "For an exchange" }

[[fees]]
name = { zh = "工本费", en = "Card" }
standard = { zh = "20 元", en = "20 yuan" }
basis = { zh = "价格文件", en = "Price notice" }

[[changes]]
version = 1
valid_from = 2025-01-01
what = { zh = "首次公布", en = "First published" }

[[changes]]
version = 2
valid_from = 2026-01-01
what = { zh = "修订", en = "Revised" }
"""


def write(folder: Path, hall: str = HALL, guide: str = GUIDE, guide_of: str = "card") -> Path:
    """Write a hall with one guide and return its folder."""
    (folder / "hall.toml").write_text(hall, "utf-8")
    (folder / "guides").mkdir(exist_ok=True)
    (folder / "guides" / f"{guide_of}.toml").write_text(guide, "utf-8")
    return folder


def faults_in(folder: Path) -> tuple[ConfigFault, ...]:
    """Return what is wrong with the hall in a folder."""
    try:
        load(folder)
    except ConfigFaults as wrong:
        return wrong.faults
    return ()


def changed(text: str, old: str, new: str) -> str:
    """Return the text with a passage replaced that stands in it once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
