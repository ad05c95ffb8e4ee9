# SPDX-License-Identifier: Apache-2.0
# 窗口屏与大厅屏的文字。

window = 窗口
waiting = 等候 { $number } 人
waiting-title = 等候人数
nobody-waiting = 无人等候
notice-title = 通知
page = { $page }/{ $pages }

sign-connecting = 正在连接大厅
sign-closed = 窗口关闭
sign-free = 欢迎光临
sign-calling = 请到本窗口
sign-serving = 正在办理
sign-rating = 请您评价
sign-paused = 暂停服务
sign-away = 临时有事，请稍候

hall-closed = 大厅现在不办公
hall-closed-until =
    大厅现在不办公
    { $day } { $time } 开放
no-calls = 请留意屏幕与语音叫号
connecting = 正在连接大厅
connecting-what-to-do = 请向工作人员询问您的号码
lost = 与大厅失去联系，以上是 { $time } 的情况
lost-short = 截至 { $time }
no-sound = 没有声音，请看屏幕
