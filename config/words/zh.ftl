# SPDX-License-Identifier: Apache-2.0
# 大厅配置文件有什么不对；`.do` 说明怎么改；`.form` 是
# 面向填写表单者的完整说法，不出现键名。

what-then-do = { $what }；{ $do }

# 文件本身
cannot-read = 无法读取：{ $reason }
    .do = 请检查路径以及当前用户是否有读取权限
not-utf8 = 不是 UTF-8 文本
    .do = 请把文件另存为 UTF-8
not-toml = 不是有效的 TOML:{ $reason }
    .do = 请修改所指的行；文字写在引号里，列表用 [ ]，表用 { "{ }" }
too-deep = 列表嵌套过深
    .do = 请检查括号
too-large = 超过 { $most } 字节
    .do = 请把图片和长文本移到单独的文件
no-such-file = { $folder } 中没有文件“{ $file }”
    .do = 请放入该文件，或改正文件名

# 操作系统为何拒绝
system-no-such-file = 没有这个文件或目录
system-no-folder = 路径中有一段不是目录
system-is-folder = 这是目录，不是文件
system-exists = 已经存在
system-not-allowed = 当前用户没有权限
system-read-only = 磁盘是只读的
system-busy = 正被其他程序占用
system-address-in-use = 该地址已被其他程序占用
system-address-elsewhere = 本机没有这个地址
system-no-space = 磁盘已满
system-damaged = 磁盘或线路工作不正常
system-name-too-long = 名称太长
system-too-many-open = 打开的文件太多
system-refused = 对方没有程序应答（连接被拒绝）
system-timed-out = 超时没有应答
system-unreachable = 无法到达该地址
system-other = 系统报告 { $what }

# 键和值
unknown-key = 没有设置项 { $key }
    .do = 请删除（{ $hint }）
    .form = 没有这个设置项；请在文件中手工删除
missing-key = 缺少
    .do = 请添加：{ $wanted }
    .form = 没有填写；请填写
wrong-value = { $value } 不符合要求
    .do = 请写{ $wanted }
unknown = 没有{ $kind }“{ $id }”
    .do = 请改正名称，或先添加它（{ $hint }）
duplicate = “{ $id }”已在 { $first } 出现
    .do = 请改名或删除其中一个
    .form = “{ $id }”已经存在；请改名或删除其中一个
unused = { $kind }“{ $id }”没有被使用
    .do = 请使用它，或删除
did-you-mean = 是否想写“{ $name }”？
there-are = 现有：{ $names }
there-are-none = 目前一个也没有

a-table = 一个表
a-list = 一个列表
a-text = 引号里的文字
text-of = { $least } 到 { $most } 个字的文字
a-whole-number = 整数
a-whole-number-from = 整数，{ $range }
a-number = 数字
a-number-from = 数字，{ $range }
from-to = 从 { $least } 到 { $most }
above-to = 大于 { $least }，不超过 { $most }
true-or-false = true 或 false
a-date = 日期，例如 2026-10-01
one-of = 以下之一：{ $names }
an-id = 1 到 64 个字符的名称，可用字母、数字、“.”“_”“-”，以字母或数字开头
a-url = 一个地址，例如 "http://192.0.2.7:8000/hall"，其中不写用户名和密码
a-span = 一段时间，例如 "08:30-12:00"
a-prefix = 一两个大写字母，不用 I 和 O
a-letter = 一个大写字母，不用 I 和 O
a-keyword = 一个词，不含空格、逗号、顿号和分号，例如 "上户口"
a-telephone-number = 电话号码，例如 "0571-87654321"

kind-service = 事项
kind-service-or-department = 事项或部门
kind-department = 部门
kind-window = 窗口
kind-theme = 主题
kind-life-event = 人生大事
kind-floor = 楼层
kind-zone = 区域
kind-printer = 打印机
kind-kiosk = 自助机
kind-language = 大厅语言

# 大厅
no-time-zone = 没有时区“{ $name }”
    .do = 请写时区名称，例如 Asia/Shanghai
no-language = 没有列出语言
    .do = 请至少写一种，例如 "zh"
department-empty = 部门“{ $id }”没有事项
    .do = 请为它添加事项，或删除该部门
service-like-department = 有一个事项和一个部门都叫“{ $id }”
    .do = 请给其中一个改名，因为窗口的 takes 两者都可以写
    .form = 有一个事项和一个部门的编号都是“{ $id }”；请给其中一个改名，否则无法分清窗口受理的是哪一个
service-untaken = 没有窗口受理事项“{ $id }”
    .do = 请把它或其部门写入某个窗口的 takes
    .form = 没有窗口受理事项“{ $id }”；请在某个窗口的“受理”中加上它或它的部门
takes-nothing = 没有受理任何事项
    .do = 请写上事项或部门
promise-missing = 这类事项需要时间，却没有承诺天数
    .do = 请添加 promised_days，或改为即办件
    .form = 这类事项需要时间，却没有承诺时限；请填写承诺时限，或改选即办件
promise-too-long = 承诺 { $promised } 天，超过法定 { $statutory } 天
    .do = 承诺不得超过 { $statutory } 天
immediate-too-long = 即办件不能是 { $promised } 天
    .do = 请承诺 0 或 1 天，或改为 time_limited
    .form = 即办件不能是 { $promised } 天；请承诺 0 或 1 天，或改选承诺件
consultation-days = 咨询没有承诺天数
    .do = 请删除 promised_days，或修改 case_type
    .form = 咨询没有承诺时限；请留空，或改选其他办件类型
prefix-taken = 字母“{ $prefix }”已属于“{ $other }”
    .do = 请换用别的字母，否则两个人会拿到同一个号
letter-collides = “{ $prefix }”前加字母“{ $letter }”与“{ $other }”的号码相同
    .do = 请换一个字母
dates-backwards = 结束日期 { $last } 早于开始日期 { $first }
    .do = 请对调日期
notice-never = 没有一天会显示
    .do = 请写 1（星期一）到 7，或不写 weekdays
    .form = 没有一天会显示；请填写 1（周一）到 7（周日）
ordinary-missing = 没有类别“{ $id }”
    .do = 请添加 id 为 "{ $id }" 的类别，不属于其他类别的人都归它
    .form = 没有类别“{ $id }”；请添加编号为“{ $id }”的类别，不属于其他类别的人都归它
deadline-falls = 比 { $other } 还短
    .do = 请不要短于它

# 时间
span-backwards = { $span } 的结束早于开始
    .do = 请先写较早的时间；跨过午夜请写成两段
span-overlaps = { $span } 与 { $other } 重叠
    .do = 请合并为一段，或分开
week-empty = 整周都不开放
    .do = 请给某一天写上时间，或删除此项
    .form = 整周都不开放；请给某一天填写时间
extra-empty = { $date } 没有开放时间
    .do = 请写上时间，或把日期写入 closed
    .form = { $date } 没有开放时间；请填写时间，或把日期移到休息的日期中
make-up-unused = 写了却不会用到
    .do = 请删除，或把 holidays 设为国家代码
    .form = 只在采用法定节假日时才会用到；请恢复默认值，或选择法定节假日
last-ticket-never = 没有一段开放时间长于 { $minutes } 分钟：永远取不到号
    .do = 请减少分钟数，或延长开放时间
service-never-open = 事项“{ $id }”的办理时间不在大厅开放的任何一天之内
    .do = 请让它落在大厅开放时间之内，或为其窗口设置 extended_hours
    .form = 事项“{ $id }”的办理时间不在大厅开放的任何一天之内；请让它落在大厅开放时间之内，或为其窗口填写延时服务
quota-never = 该事项在 { $span } 从不开放
    .do = 请让它落在该事项的办理时间之内，或删除
slot-never = 该事项没有一段办理时间容得下 { $minutes } 分钟
    .do = 请缩短预约时段，或延长办理时间
relief-nothing = 该窗口本来就办理这些
    .do = 请写上另外办理的事项，或删除替班

# 设备
id-of-hall = “{ $id }”是大厅自己在总线上的名称
    .do = 请换一个 id
    .form = “{ $id }”是大厅自己在总线上的名称；请换一个编号
strip-windows = 窗口屏只显示一个窗口，这里有 { $count } 个
    .do = 请只写一个窗口，或改为综合屏 board
    .form = 窗口条屏只显示一个窗口，这里有 { $count } 个；请只选一个窗口，或改为综合大屏
port-place = 需要设备路径或 USB 转接器的序列号
    .do = 请写 path 或 usb_serial，二选一
    .form = 线路的位置由设备文件或 USB 转接器序列号说明，二者只用其一；请填写其中一项，另一项留空
pads-unused = 使用驱动 { $driver } 的串口没有按键板
    .do = 请删除，或更换驱动
reader-kiosk = 读取设备 { $driver } 没有注明所在的自助机
    .do = 请写明它所在的自助机：kiosk = "…"
    .form = 读取设备 { $driver } 没有注明所在的取号机；请选择它所在的取号机
reader-twice = 自助机 { $kiosk } 已有另一台 { $driver } 读取设备
    .do = 只保留一台，或写另一台自助机
    .form = 取号机 { $kiosk } 已有另一台 { $driver } 读取设备；请只保留一台，或选择另一台取号机
kiosk-unused = 使用驱动 { $driver } 的串口不属于自助机
    .do = 请删除 kiosk，或更换驱动
    .form = 使用驱动 { $driver } 的线路不属于取号机；请在此不选，或更换驱动
initial-unused = 使用驱动 { $driver } 的串口不读卡
    .do = 请删除 initial，或更换驱动
    .form = 使用驱动 { $driver } 的线路不读卡；请取消勾选，或更换驱动
levels-unused = 只有评价器有评价等级
    .do = 请删除，或改为评价器 rating
    .form = 只有评价器有评价等级；请留空，或改为评价器
strip-kind = LED 条屏（kind = "strip"）只用于驱动为 { $driver } 的串口，且该串口上只能有条屏
    .do = 请把它移到这种串口，或改为呼叫器 call
    .form = 条屏只接在驱动为 { $driver } 的线路上，且该线路上只能有条屏；请把它移到这种线路，或改选类型
registers-unused = 只有驱动为 { $driver } 的面板才有寄存器
    .do = 请删除 registers，或更正驱动
    .form = 只有驱动为 { $driver } 的面板才有寄存器；请留空，或改选该驱动
strip-unused = 只有 LED 条屏（kind = "strip"）才有尺寸
    .do = 请删除 strip，或改为 LED 条屏
    .form = 只有条屏才有尺寸；请留空，或改为条屏
levels-unreachable = 没有按键能评出 { $levels } 级
    .do = 请为每一级指定按键，或写入 unreachable_levels
    .form = 没有按键能评出 { $levels } 级；请为每一级指定按键，或填入没有按键的等级
levels-reachable = { $levels } 级其实有按键
    .do = 请从此处删除
printer-needs = { $transport } 打印机需要 { $key }
    .do = 请添加
    .form = 这种连接方式的打印机需要这一项；请填写
printer-slow = 以 { $baud } 波特的串口打印一张图形号票约需 { $seconds } 秒
    .do = 把打印机和这一项都改为 115200（一张约 3 秒）；打印机自带汉字字库的，也可写 encoding = "gb18030"（中文和英文改用文字打印）
    .form = 以 { $baud } 波特的串口打印一张图形号票约需 { $seconds } 秒；请把打印机和这一项都改为 115200（一张约 3 秒），打印机自带汉字字库的也可改选打印机自带汉字（中文和英文改用文字打印）
printer-unused-key = { $transport } 打印机不使用 { $key }
    .do = 请删除
    .form = 这种连接方式的打印机不使用这一项；请留空或恢复默认值

# 办事指南
guide-of-nothing = 这份指南没有对应的事项“{ $id }”
    .do = 请用事项的 id 作文件名（{ $hint }）
guide-empty = 没有内容
    .do = 请至少写一条
fee-missing = 写明收费，却没有收费项目
    .do = 请添加收费项目及其标准和依据，或把 charged 设为 false
    .form = 写明收费，却没有收费项目；请添加收费项目及其标准和依据，或取消勾选“收费”
fee-but-free = 写明不收费，却列有收费项目
    .do = 请改为 true，或删除收费项目
    .form = 列有收费项目，却没有勾选“收费”；请勾选，或删除收费项目
paper-when-missing = 没有说明哪些人需要这份材料
    .do = 请写 when，或改为 required
    .form = 没有说明哪些人需要这份材料；请填写，或把“是否必要”改为必要
paper-when-unused = 人人都要带的材料不必说明对象
    .do = 请删除，或把 necessity 设为 "if-applicable"
    .form = 人人都要带的材料不必说明对象；请留空，或把“是否必要”改为视情况
version-falls = 版本 { $version } 排在版本 { $before } 之后
    .do = 请从旧到新、版本号由小到大
version-date-falls = 生效日期 { $date } 不晚于上一版本的 { $before }
    .do = 请让每个版本的生效日期更晚

# 命令的输出
check-good = { $file }：没有问题：{ $departments } 个部门，{ $services } 个事项，{ $windows } 个窗口，{ $clerks } 名工作人员，{ $devices } 台设备，{ $guides } 份指南
check-bad = 共 { $count } 处问题：请修改上面所列各行
