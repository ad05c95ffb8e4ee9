# SPDX-License-Identifier: Apache-2.0
# 自助机说的话：先说是什么，再说怎么办。

separator = 、
dot = {" "}·{" "}
date = { $month }{ $day }日 { $weekday }
date-time = { $date } { $time }
month-1 = 1月
month-2 = 2月
month-3 = 3月
month-4 = 4月
month-5 = 5月
month-6 = 6月
month-7 = 7月
month-8 = 8月
month-9 = 9月
month-10 = 10月
month-11 = 11月
month-12 = 12月
weekday-1 = 星期一
weekday-2 = 星期二
weekday-3 = 星期三
weekday-4 = 星期四
weekday-5 = 星期五
weekday-6 = 星期六
weekday-7 = 星期日
weekdays = { $first }至{ $last }
hours-closed = 不开放
place-in-hall = { $floor } { $zone }

# --- 排队

queue-people = { $count } 人等候
queue-people-wait = { $people } · { $wait }
queue-at-once = 可立即办理
queue-unknown = 暂无排队情况
queue-value = { $count } 人
queue-value-unknown = 暂不知道
queue-wait = { $wait }
queue-until = { $what }，{ $time } 起可取号
queue-no-ticket = 现在不能取号
queue-closed = 现在不是取号时间
queue-holiday = 今天放假
queue-quota-day = 今天的号已取完
queue-quota-slot = 这个时段的号已取完
queue-no-open-window = 现在没有开放的窗口
queue-too-many-waiting = 等候的人太多，暂停取号
queue-already-waiting = 您已有号，还在等候
queue-store-failed = 系统没能记下您的号
queue-unknown-service = 这个事项现在不办理
queue-unknown-class = 这类优先现在不受理
refused-number = { $what }：{ $number }
what-then-do = { $what }。{ $do }
do-desk = 请到总服务台，工作人员帮您。
do-closed = 请在取号时间再来；办事指南现在可以看。
do-holiday = 请在工作日再来；办事指南现在可以看。
do-quota-day = 请明天再来，或到总服务台预约。
do-quota-slot = 请稍后再取，或到总服务台预约。
do-no-open-window = 请稍等一会儿再试，或到总服务台。
do-too-many-waiting = 请稍等一会儿再试，或到总服务台。
do-already-waiting = 请用这个号等候叫号，不用再取。
do-store-failed = 请再试一次。
wait-none = 不用等
wait-up-to = 不超过 { $minutes } 分钟
wait-about = 约 { $minutes } 分钟
wait-range = 约 { $low }–{ $high } 分钟
ahead-value = { $count } 人

# --- 首页

home-question = 您今天来办什么？
home-search = 找事项：打拼音或首字母，如身份证打“sfz”
home-all = 全部事项
home-all-hint = 按部门、按主题、按人生大事
home-map = 大厅地图
home-reprint = 重印 { $number }
services-count = { $count } 项服务
help-desk = 需要帮助？请到总服务台
mode-large = 大字
mode-contrast = 高对比
mode-low = 低位操作
mode-voice = 语音引导
back = 返回
home = 首页
hall-looking = 正在连接大厅系统。办事指南可以先看。
hall-lost = 暂时连不上大厅系统：本机先发号，办事指南照常可看。

# --- 找事项

themes-title = 全部事项
themes-themes = 按主题
themes-events = 按人生大事
themes-departments = 按部门
search-title = 找事项
search-prompt = 打拼音或首字母
search-none = 没有找到“{ $query }”
search-none-do = 少打几个字试试，或看全部事项；也可以问总服务台。
search-begin = 点下面的键，打拼音首字母最快：身份证就打 sfz
search-clear = 清空
search-erase = 退一格
page-previous = 上一页
page-next = 下一页

# --- 办事指南

guide-time = 办理时限
guide-fee = 收费
guide-where = 在哪里办
guide-queue = 现在等候
guide-hours = 办理时间
guide-telephone = 咨询电话
guide-papers = 要带的材料
guide-papers-hint = 带来的材料请点一下，看看齐不齐。
guide-no-papers = 不用带材料。
guide-unknown = 这个事项的办事指南还没有写好。要带什么，请问总服务台。
guide-print = 打印材料单
guide-printing = 正在打印
guide-printed = 已打印，请取走
guide-print-failed = 没有打印出来。可以用手机扫码带走。
guide-code-hint = 用手机扫一扫，办事指南带回家
guide-take = 取号
guide-people = 优先办理
guide-people-for = 优先：{ $people }
guide-map = 看地图
section-papers = 要带的材料
section-procedure = 办理流程
section-conditions = 受理条件
section-basis = 设定依据
section-fees = 收费依据
section-delivery = 领取结果
section-questions = 常见问题
section-telephones = 咨询投诉
section-code = 扫码带走
case-immediate = 即办件
case-time-limited = 限时办结
case-consultation = 咨询
case-joint = 联办件
tag-appointments = 可预约
tag-green-channel = 绿色通道
time-now = 当场办结
time-answered-now = 当场答复
time-days = { $days } 个工作日
time-ask = 请问窗口
time-statutory = 法定 { $days } 个工作日
fee-none = 不收费
fee-ask = 请问窗口
fee-several = { $count } 项收费
fee-see-below = 见收费依据
fee-line = { $name }：{ $standard }。依据：{ $basis }
windows-value = { $windows } 号窗口
telephone-enquiry = 咨询电话 { $number }
telephone-complaint = 投诉电话 { $number }
paper-electronic = 电子件
paper-original = 原件
paper-copies = 复印件 { $copies } 份
paper-original-and-copies = 原件及复印件 { $copies } 份
papers-complete = 材料齐了，可以取号。
papers-missing = 还差 { $count } 份材料：{ $papers }。也可以先取号，窗口会一次说清。
papers-separator = ；

# --- 为谁取号

people-title = 为谁取号？
people-hint = 优先办理的人，请准备好证件，窗口会看。

# --- 取号

asking-title = 正在取号…
asking-hint = 请稍等，不用再点
ticket-yours = 您的号码
ticket-ahead = 前面还有
ticket-wait = 大约等候
ticket-windows = 窗口
ticket-go = 请取票，到{ $place }等候叫号
ticket-go-no-paper = 请记下号码，到{ $place }等候叫号
ticket-waiting-area = 等候区
ticket-printing = 正在打印…
ticket-done = 完成（{ $seconds }）
ticket-reprint = 没出票？点这里重印
ticket-reprint-again = 再印一次
ticket-scan = 扫码看还有几人
ticket-no-paper = 票没有打印出来：{ $fault }。号码有效，请记下或拍照；已通知工作人员。
ticket-again = 这是您已有的号，还在等候。
ticket-own-series = 大厅系统暂时断开，这是本机先发的号，按取号先后叫号。
refused-title = 没有取到号
refused-again = 再试一次
refused-done = 知道了（{ $seconds }）
lost-title = 暂时连不上大厅系统
lost-what = 您的取号正在继续尝试，连上就出号。
lost-do = 您也可以到总服务台取号。
lost-done = 不等了
lost-guide = 看办事指南
fault-no-paper = 这台机器现在打不出票，号码会显示在屏幕上。
fault-paper-out = 没有纸了
fault-cover-open = 打印机盖子开着
fault-cutter-jam = 切纸刀卡住了
fault-printer-no-answer = 打印机没有回应
fault-printer-missing = 找不到打印机
fault-other = 打印机有故障

# --- 没有人时

idle-touch = 点这里取号、查指南
idle-calls = 正在叫号
idle-call = { $window } 号窗口
idle-no-calls = 现在没有叫号
idle-notice = 大厅通知
idle-queues = 各部门等候
closed-title = 现在不开放
closed-opens = { $time } 开放
closed-hours = 开放时间
closed-guides = 看办事指南
warning-title = 您还在吗？
warning-what = { $seconds } 秒后回到首页
warning-continue = 继续
map-title = 大厅地图
map-here = 您在这里
map-none = 这个大厅还没有画地图，请问总服务台。
map-go = 请到 { $windows } 号窗口
feature-entrance = 入口
feature-desk = 总服务台
feature-lift = 电梯
feature-stairs = 楼梯
feature-toilet = 洗手间
feature-water = 饮水
feature-seats = 等候区

# --- 语音引导

spoken-choices = 共 { $count } 个选项。按上下键选择，按确认键打开。
spoken-found = 找到 { $count } 项

# --- 纸上

paper-with-detail = { $name }（{ $detail }）
paper-case = 受理单
paper-case-office = 受理部门
paper-case-complaints = 投诉电话
paper-collect = 领取方式：{ $how }
paper-scan-case = 扫码看办到哪一步
case-print = 打印受理单
case-print-failed = 没有打印出来。请记下受理编号，或到总服务台打印。
paper-copy = 重印
paper-your-number = 您的号码
paper-ahead = 前面还有
paper-ahead-value = { $count } 人
paper-wait = 大约等候
paper-windows = 窗口
paper-windows-value = { $windows }号
paper-place = 等候区
paper-own-series = 大厅系统暂时断开，本机先发号，按取号先后叫号。
paper-have-ready = 请备好：{ $papers }
paper-scan = 扫码看还有几人
paper-scan-guide = 扫码看办事指南
paper-foot = { $issued } · { $kiosk }
paper-bring = 要带的材料

# --- cards and codes

queue-unknown-booking = 没有这个预约
queue-booking-early = 还没到预约时间
queue-booking-late = 预约时间已过
queue-booking-used = 这个预约已经取过号
do-booking-late = 请取普通号，或到服务台咨询。
do-booking-early = 请到点再来，其间可以先查看办事指南。
do-booking-used = 请凭那个号等候，不用再取。
hint-card = 可以刷身份证取号：请放在读卡区
hint-code = 有预约码或受理单？请把二维码对准扫码窗
hint-card-code = 身份证请放在读卡区；预约码、受理单请对准扫码窗
person = 已读到身份证。请选事项取号，不保存您的证件信息。
person-initial = 已读到身份证（{ $initial }**）。请选事项取号，不保存您的证件信息。
home-code = 预约取号 / 办件进度
code-title = 输入预约码或受理编号
code-hint = 受理编号是受理单上的 12 位数字；预约码在预约成功的页面上。
code-hint-scan = 受理编号是受理单上的 12 位数字；预约码在预约成功的页面上。也可以把二维码对准扫码窗。
code-look-up = 查询
code-looking = 正在查询…
code-clear = 清空
code-mistyped = 编号有误，请逐位核对后重新输入。
code-lost = 暂时连不上大厅系统，无法查询。请稍后再试，或到服务台咨询；预约的也可以先取普通号。
code-unknown-code = 没有查到。请核对后重新输入，或到服务台咨询。
code-too-soon = 输错次数过多
code-again-at = { $what }，请在 { $time } 以后再试，或到服务台咨询。
code-wrong = 现在不能查询。请到服务台咨询。
booking-title = 您的预约
booking-ready = 可以取号了
booking-ready-do = 请按下方按钮取号。
booking-early = 还没到预约时间
booking-early-do = 请在 { $time } 以后来取号。
booking-late = 预约时间已过，名额已释放
booking-late-do = 请取普通号，或到服务台重新预约。
booking-used = 这个预约已经取过号
booking-used-do = 请凭那个号等候，不用再取。
booking-take = 取号
found-code = 受理编号
found-done = 知道了
found-date = 日期
found-time = 时间
found-span = { $begins }–{ $ends }
found-windows = 在哪里办
case-title = 办件进度
case-accepted-on = 受理日期
case-promised-for = 承诺办结
case-closed-on = 办结日期
case-accepted = 已受理，正在办理
case-accepted-do = 办结后请凭受理单到窗口领取结果。
case-papers-missing = 需要补正材料
case-papers-missing-do = 请按一次性告知单补齐材料，取号到窗口提交。补正期间不计入办理时限。
case-decided = 已办结
case-decided-do = 请凭受理单到窗口领取结果。
case-refused = 不予办理
case-refused-do = 请到窗口领取书面决定，上面写明理由和救济途径。
