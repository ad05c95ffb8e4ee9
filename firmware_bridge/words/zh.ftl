# SPDX-License-Identifier: Apache-2.0
# 网桥关于串口和设备要说的话。

port-missing = { $port }：没有设备 { $path }。请插上设备，或改正路径；现有的串口可用 hallflow bridge ports 查看
port-usb-missing = { $port }：没有插上序列号为 { $path } 的 USB 转接器。现有：{ $found }
port-forbidden = { $port }：当前用户无权打开 { $path }。请运行：sudo usermod -aG dialout { $user }，然后重新登录
port-busy = { $port }：{ $path } 正被其他程序占用。查看是谁：fuser -v { $path }
port-not-serial = { $port }：{ $path } 不是串口设备。请改正大厅文件中的 path
port-lost = { $port }：{ $path } 断开了（{ $reason }）。请重新插好
port-slow = { $port }：{ $path } 不接收数据。请检查接线；串口会重新打开
port-unusable = { $port }：{ $path } 打不开：{ $reason }
port-open = { $port }：{ $path } 已打开
nothing = 无

no-such-bridge = 大厅 { $hall } 没有网桥 { $bridge }；现有：{ $found }。请用 --id 指定，或在大厅文件的 [[bridges]] 下添加
no-such-port = 网桥 { $bridge } 没有串口 { $port }；现有：{ $found }
bad-port-option = --port { $option }：请写成 串口=路径，例如 counter=/dev/ttyUSB0

# 设备出了什么问题。WHERE 是串口,以及该串口上叫号器的地址。
pad-silent = { $where }：叫号器没有应答（{ $detail }）。请检查电源、接线和地址；应答之前会一直询问
pad-firmware = { $where }：叫号器固件与本程序不匹配（{ $detail }）。请让两者版本一致
reader-silent = { $where }：读卡器没有应答（{ $detail }）。请检查电源、接线和波特率
sign-silent = { $where }：LED 屏没有应答（{ $detail }）。请检查电源、接线、地址和波特率
sign-refused = { $where }：LED 屏拒绝显示（{ $detail }）。请检查大厅文件中条屏的位置和尺寸
no-card-key = { $where }：缺少密钥，不读取身份证（{ $detail }）。请用 --credentials 把该文件交给桥接程序

# 独立串口上的打印机;代码见 bus/printer_status.py。
printer-no-answer = { $where }：打印机没有应答{ $detail }。请检查电源、数据线和波特率，或是否被其他程序占用
cover-open = { $where }：打印机盖子打开{ $detail }。请合上
paper-out = { $where }：打印机缺纸{ $detail }。请换纸卷
paper-low = { $where }：打印机纸将尽{ $detail }。请备好纸卷
cutter-jam = { $where }：打印机切刀卡住{ $detail }。请打开盖子排除
printer-broken = { $where }：打印机报告无法恢复的错误{ $detail }。请关机再开；仍然如此请报修
printer-error = { $where }：打印机报错{ $detail }。请打开再合上盖子
printer-offline = { $where }：打印机离线{ $detail }。请按联机键

# 录制与 `hallflow bridge decode`
capture-there = { $path } 已存在；请为 --record 另取文件名
capture-not-written = 无法写入 { $path }：{ $reason }。网桥继续运行，不再录制
capture-full = { $path } 已达到最大长度：录制结束，网桥继续运行
capture-none = { $path } 不是本程序的录制文件：首行不是“{ $first }”。录制方法：hallflow bridge --record 文件
capture-bad-line = { $path } 第 { $line } 行：被截断或被改动；此行之前的内容已读出
capture-not-read = 无法读取 { $path }：{ $reason }

# `hallflow bridge ports`
ports-none = 没有串口。请插上转接器；串口名形如 /dev/ttyUSB0、/dev/ttyACM0 或 /dev/ttyS0
ports-usb = { $path }  USB { $usb }  序列号 { $serial }  { $about }
ports-meant = { $bridge } 的串口 { $port }：驱动 { $driver }，{ $baud } 波特，{ $pads } 个设备
ports-usable = 空闲

# `hallflow bridge console`
console-open = { $path } 已打开。“<”来自设备，“>”发给设备，“=”是网桥的理解
console-help = 可输入：show 状态 票号 等候人数 | took 按键序号 | refuse 按键序号 原因 | beep 次数 毫秒 | raw 十六进制 | help | quit
    （状态：no-hall closed free calling serving rating paused；原因：no-hall no-answer nobody-waiting not-now window-closed too-soon）
console-unknown = 没有“{ $typed }”这个命令；输入 help 查看
console-bad = { $name }：缺少参数，或参数不正确
console-listens = 使用 --listen 时不发送任何内容
console-no-session = 与设备没有建立会话：它没有应答，或没有本系统的蜂鸣器

# 用文字表达的帧
frame = 设备 { $address } [{ $session }] { $said }
frame-ack = 已收到 { $sequence } 及以前的命令
frame-data = { $sequence }：{ $said }
frame-poll = 谁有话要说?
frame-hand = 设备 { $address } 举手
frame-no-command = 不是命令：{ $reason }
frame-fault = 无效字节：{ $reason }
fault-too-long = 超过一帧的长度
fault-not-cobs = 零字节未去除
fault-too-short = 不足一帧的长度
fault-crc = 校验错误
fault-kind = 帧类型未知
said-greet = 问候，协议 { $protocol }，随机数 { $host-nonce }
said-hello = 应答问候，协议 { $protocol }，固件 { $version }，随机数 { $host-nonce } 与 { $board-nonce }，字典 { $dictionary }，校验 { $checks }
said-pressed = 第 { $press } 次按键：“{ $button }”，数字 { $number }
said-show = 显示“{ $sign }”，票号“{ $ticket }”，等候 { $waiting } 人
said-text = 条屏显示“{ $text }”
said-took = 第 { $press } 次按键已办
said-refuse = 第 { $press } 次按键被拒绝：{ $why }
said-beep = 鸣响 { $times } 次，每次 { $length } 毫秒
read-key = 设备 { $address }，第 { $press } 次按键：“{ $button }”，数字 { $number }
read-rating = 评价器 { $address }，第 { $press } 次按键：按钮 { $button }
read-card = 读到一张证件（内容不显示）
read-code = 读到 { $size } 个字符的码
read-cleared = 已恢复：{ $code }
bytes-private = 读卡器的 { $count } 个字节，不显示

key-next = 下一位
key-recall = 重呼
key-pass-over = 过号
key-finish = 办结
key-pause = 暂停
key-arrive = 到场
key-hold = 挂起
key-call-back = 召回
key-rate = 评价
sign-no-hall = 大厅断开
sign-closed = 关闭
sign-free = 空闲
sign-calling = 呼叫中
sign-serving = 办理中
sign-rating = 评价中
sign-paused = 暂停
why-no-link = 线路断开
why-no-hall = 大厅断开
why-no-answer = 没有应答
why-nobody-waiting = 无人等候
why-not-now = 当前不可用
why-window-closed = 窗口关闭
why-too-soon = 太快
why-too-many = 太多
why-unknown = 未知

# LED 条屏的文字。这里的一行就是条屏的一行;放不下时改用较短的一条。
strip-no-hall =
    叫号暂时中断
    请稍候
strip-no-hall-short = 请稍候
strip-closed = 窗口关闭
strip-free =
    { $window }号窗口
    欢迎光临
strip-free-short = 欢迎光临
strip-calling =
    { $number }
    请到{ $window }号窗口
strip-serving =
    { $number }
    { $window }号窗口正在办理
strip-rating =
    { $number }
    请在{ $window }号窗口评价
strip-paused =
    { $window }号窗口
    暂停服务
strip-paused-because =
    暂停服务
    { $reason }
strip-paused-short = 暂停服务
strip-away =
    临时有事
    请稍候
strip-away-short = 请稍候
