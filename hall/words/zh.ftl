# SPDX-License-Identifier: Apache-2.0
# 大厅的命令和页面所说的话。

# --- 命令 ---
nothing-recorded = { $day } 没有任何记录。

staffing-about = 按半小时列出兑现承诺等候时间所需的窗口数，依据已记录的日子计算（Erlang-C）。
staffing-to = 最后一天，用于多日平均；默认同一天
staffing-wait = 承诺的等候分钟数；默认取大厅自己的承诺
staffing-share = 承诺必须兑现的人数比例，0 到 1 之间；默认 0.9
staffing-promise = --wait 必须大于 0，--share 必须在 0 和 1 之间
staffing-title = 使 { $share } 的人等候不超过 { $minutes } 分钟所需的窗口
staffing-begins = 开始
staffing-arrivals = 取号
staffing-service-minutes = 每件分钟
staffing-load = 负荷（Erlang）
staffing-needed = 所需窗口
staffing-open = 当时开放

whatif-about = 改变一个条件，重演已记录的一天，并列比较等候时间。
whatif-open = 增开一个窗口；可重复
whatif-close = 关闭一个窗口；可重复
whatif-policy = 改变一项排队设置，例如 bypass_max=0；可重复
whatif-title = { $day } 重演后的等候时间（分钟）
whatif-service = 事项
whatif-all = 全厅
whatif-before = 原样
whatif-after = 改变后
whatif-people = 人数（{ $when }）
whatif-median = 中位数（{ $when }）
whatif-p90 = 九成以内（{ $when }）
whatif-longest = 最长（{ $when }）
whatif-not-called = 未叫到（{ $when }）

report-about = 一天的数据，由日志重新计算；时间单位为分钟。
report-day = 哪一天；默认最近一天
report-title = { $hall }，{ $day }（时间单位：分钟）
report-all = 全厅
report-kind = 按
report-what = 对象
report-issued = 取号
report-waiting = 等候中
report-served = 已办
report-passed-over = 过号
report-transferred = 转办
report-cancelled = 取消
report-left = 闭厅未办
report-wait-mean = 平均等候
report-wait-median = 等候中位数
report-wait-p90 = 九成等候以内
report-service-mean = 平均办理
report-service-median = 办理中位数
report-service-p90 = 九成办理以内
report-rated = 已评价
report-unrated = 未评价
report-satisfied = 满意率
report-overtaken-max = 最多被超越
