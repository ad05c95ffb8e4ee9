# SPDX-License-Identifier: Apache-2.0
# 网桥关于串口和设备要说的话。

port-missing = { $port }:没有设备 { $path }。请插上设备,或改正大厅文件中的 path 或 usb_serial;每秒会再试一次
port-usb-missing = { $port }:没有插上序列号为 { $path } 的 USB 转接器。现有:{ $found }
port-forbidden = { $port }:当前用户无权打开 { $path }。请运行:sudo usermod -aG dialout { $user },然后重新登录
port-busy = { $port }:{ $path } 正被其他程序占用。查看是谁:fuser -v { $path }
port-not-serial = { $port }:{ $path } 不是串口设备。请改正大厅文件中的 path
port-lost = { $port }:{ $path } 断开了({ $reason })。请重新插好;每秒会再试一次
port-slow = { $port }:{ $path } 不接收数据。请检查接线;串口会重新打开
port-unusable = { $port }:{ $path } 打不开:{ $reason }
port-open = { $port }:{ $path } 已打开
nothing = 无

no-such-bridge = 大厅 { $hall } 没有网桥 { $bridge };现有:{ $found }。请用 --id 指定,或在大厅文件的 [[bridges]] 下添加
no-such-port = 网桥 { $bridge } 没有串口 { $port };现有:{ $found }
bad-port-option = --port { $option }:请写成 串口=路径,例如 counter=/dev/ttyUSB0

# 设备出了什么问题。WHERE 是串口,以及该串口上叫号器的地址。
pad-silent = { $where }:叫号器没有应答({ $detail })。请检查电源、接线和地址;应答之前会一直询问
pad-firmware = { $where }:叫号器固件与本程序不匹配({ $detail })。请让两者版本一致
reader-silent = { $where }:读卡器没有应答({ $detail })。请检查电源、接线和波特率
sign-silent = { $where }:LED 屏没有应答({ $detail })。请检查电源、接线和波特率
no-use = { $where }:读到了内容({ $detail }),但大厅中没有部件需要它。请删除该串口,或把设备接到取号机上
