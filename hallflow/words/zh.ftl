# SPDX-License-Identifier: Apache-2.0
# 命令行所说的话。

# --- 无法继续的原因 ---------------------------------------------------------------------------

data-unusable = 数据目录 { $path } 无法使用：{ $reason }；请用 --data 另选目录，或腾出空间、改正权限
data-foreign = { $path } 里有不属于本程序的文件；请用 --data 指定空目录或新目录
data-of-another-hall = { $path } 是大厅 { $theirs } 的数据，不是 { $ours } 的；每个大厅要有自己的目录
data-in-use = { $path } 正被另一个服务进程（{ $holder }）使用；请先停止它
data-damaged = { $path } 已损坏（{ $reason }）；请从备份恢复
data-too-new = { $path } 由更新版本的 hallflow 写成；请安装该版本
data-missing = { $path } 不是大厅的数据；请先启动一次：hallflow up --config 文件 --data { $path }
address-taken = 无法使用 { $what } 地址 { $host } 端口 { $port }：{ $reason }；请换一个
broker-unknown = --broker { $wish } 不对：应为 auto、embedded、mosquitto，或形如 mqtt://192.0.2.1:1883 的地址
broker-failed = { $kind } 消息代理没有启动：{ $reason }
tls-unusable = 证书 { $cert } 与私钥 { $private } 无法使用：{ $reason }；请提供本用户可读的 PEM 文件
tls-half = --tls-cert 与 --tls-key 须同时给出，或都不给
no-mosquitto = 本机没有 mosquitto；请安装，或使用 --broker embedded
no-broker = 既没有 mosquitto，也没有 amqtt；请安装其一：apt install mosquitto，或 pip install 'hallflow[hall]'
same-login = { $reason }；请在配置中给每台设备各自的编号
command-unknown = 没有 { $name } 这个命令；用 hallflow --help 查看全部命令
cannot-write = 无法写入 { $path }：{ $reason }
part-unknown = 大厅没有设备 { $name }；现有：{ $known }

# --- hallflow --help --------------------------------------------------------------------------

usage = 用法：hallflow 命令 [选项]
about = 运行一座政务大厅：取号、叫号、显示、评价与统计。
more = 用 hallflow 命令 --help 查看详情。先试试：hallflow demo
command-demo = 在本机打开一整座有人来往的大厅
command-up = 运行大厅：服务器、消息代理、网页
command-kiosk = 取号用的触摸屏
command-caller = 窗口屏、大厅屏与语音叫号
command-evaluator = 窗口评价器
command-bridge = 接入串口上的叫号器与读卡器
command-watch = 看护一个窗口程序：卡住了就重新启动
watch-quiet-help = 多少秒没有动静就算卡住
watch-arguments-help = 该窗口程序自己的参数
command-check = 找出大厅配置文件中的所有错误
command-access = 打印各设备的登录名与密码
command-account = 谁可以登录网页
command-token = 哪些程序可以使用大厅接口
command-report = 打印一天的统计
command-whatif = 用另一套规则重演一天
command-staffing = 推算每半小时需要几个窗口
command-survey = 抽取每月调查样本，读回结果，计算绩效
command-describe = 写出由总线约定生成的文件

# --- hallflow describe ------------------------------------------------------------------------

into-help = 要写入的源码目录（默认当前目录）
check-help = 不写文件，只列出不一致的文件，并以 1 退出
drifted = { $name } 与约定不一致；请用 hallflow describe 重新生成
described = 已写入 { $count } 个文件

# --- hallflow access --------------------------------------------------------------------------

part-help = 只显示这一台设备
json-help = 输出各部件 --credentials 所用的 JSON 文件
acl-help = 输出 mosquitto 的访问控制表
passwords-help = 输出 mosquitto 的密码文件
column-kind = 类别
column-login = 登录名
column-password = 密码

# --- hallflow up ------------------------------------------------------------------------------

host-help = 网页与消息代理监听的地址（默认取大厅配置，否则 127.0.0.1）
web-port-help = 网页端口；0 表示任取一个空闲端口
mqtt-port-help = 消息代理端口；0 表示任取一个空闲端口
tls-cert-help = 用 https 提供网页：证书（PEM，含证书链）
tls-key-help = 用 https 提供网页：私钥（PEM，无密码）
open-to-all = 注意：凡能访问 { $host } 的人都可以窗口人员和管理者身份操作，因为配置文件中 [accounts] required 为 false
setup-line = 首次启动：请打开 { $address }，输入一次性代码 { $code }
always-open-help = 不论大厅的开放时间，随时都可取号：用于试用和演示
store-failed = { $reason }
hall-not-ready = 大厅未能就绪：{ $mqtt } 处是否有消息代理？它是否认识大厅的登录名（见 hallflow access）？

# --- hallflow demo ----------------------------------------------------------------------------

demo-config = 大厅的目录或 hall.toml，或示例名称（默认 township）
demo-data = 全部保存在此目录（默认用临时目录）
demo-headless = 不打开窗口
demo-for = 运行这么多秒后结束（默认到按下 Ctrl-C）
demo-speed = 每一秒相当于大厅里的多少秒（默认 { $most }）
demo-seed = 换一个数，来的人就不一样
demo-positive = { $text } 不是大于 0 的数
demo-account = 登录账号 { $name }，密码 { $password }，可使用全部功能
demo-open = 大厅开门了：{ $web }（窗口页 { $web }/clerk，管理页 { $web }/manager）。按 Ctrl-C 关门。
demo-not-started = 演示大厅没能开门：{ $reason }
demo-fell = 程序 { $name } 已结束：{ $reason }
demo-unsettled = 未能按时收尾：{ $what }
table-window = 窗口
table-state = 状态
table-number = 号码
table-service = 事项
table-waiting = 等候
table-clerk = 工作人员
table-foot = 到访 { $came } 人，取号 { $given }，办结 { $served }，评价 { $rated }
table-left = 还剩 { $seconds } 秒
state-closed = 未开
state-free = 空闲
state-calling = 叫号
state-serving = 办理
state-rating = 评价
state-paused = 暂停
state-away = 离开

# 演示自查发现的问题

found-number-twice = 号码 { $number } 发出了 { $count } 次
found-ticket-twice = 排队号 { $ticket } 登记了 { $count } 次
found-not-in-log = { $kiosk } 给出了 { $number } 号，日志里没有
found-not-at-kiosk = 日志给了 { $kiosk } 号码 { $number }，取号机却没有收到
found-papers = { $kiosk } 的 { $number } 号打印了 { $count } 张
found-paper-unknown = { $kiosk } 的 { $number } 号是否出纸，大厅不知道
found-called-after = { $number } 号已经结束，却又被叫到 { $window } 号窗口
found-two-windows = { $number } 号还在别的窗口，却被叫到 { $window } 号窗口
found-lost = { $number } 号丢失了：既不在等候，也没有结果
found-display = { $display } 显示 { $window } 号窗口为“{ $shown }”，日志是“{ $true }”
found-unseen = { $what }：日志有 { $kept } 个，现场看到 { $seen } 个
found-figures = { $what }：大厅统计为 { $told }，日志为 { $kept }
found-report = { $what }：打印的日报为 { $told }，日志为 { $kept }
