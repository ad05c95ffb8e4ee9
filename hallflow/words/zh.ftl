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
no-mosquitto = 本机没有 mosquitto；请安装，或使用 --broker embedded
no-broker = 既没有 mosquitto，也没有 amqtt；请安装其一：apt install mosquitto，或 pip install 'hallflow[hall]'
same-login = { $reason }；请在配置中给每台设备各自的编号
