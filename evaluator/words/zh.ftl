# SPDX-License-Identifier: Apache-2.0
# 评价器的文字。

window = { $window } 号窗口
staff-number = 工号 { $number }
ticket = 号码 { $number }
voluntary = 评价自愿，不满意会有人回访

connecting = 正在连接大厅
connecting-what-to-do = 暂时不能评价，请稍候
lost = 与大厅失去联系（截至 { $time }），暂时不能评价
state-free = 欢迎光临
state-calling = 正在叫号
state-serving = 正在为您服务
state-rating = 服务已结束
state-paused = 暂停服务
state-away = 临时有事，请稍候
state-closed = 窗口关闭

question = 这次服务，您满意吗？
level-5 = 非常满意
level-4 = 满意
level-3 = 基本满意
level-2 = 不满意
level-1 = 非常不满意
closes = { $seconds } 秒后关闭，不评价不会记为满意
not-now = 这次不评

reasons-good = 您对哪些方面满意？
reasons-middle = 您的印象是？
reasons-bad = 您对哪些方面不满意？
reasons-hint = 可多选，也可不选
sends = { $seconds } 秒后自动提交
another-level = 改评价
send = 提交

thanks = 谢谢您的评价
thanks-none = 好的，这次不评价
fate-sending = 正在保存
fate-kept = 评价已保存
fate-waiting = 与大厅失去联系，恢复后自动送出
fate-refused = 大厅没有接受这次评价，请告诉工作人员
fate-none = 没有评价就不会记为满意
later-more = 还想补充？请扫号票上的二维码
later-rate = 之后可扫号票上的二维码评价
