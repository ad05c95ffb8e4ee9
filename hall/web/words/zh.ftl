# SPDX-License-Identifier: Apache-2.0
# 程序接口的每项操作做什么，按函数名列出。

api-hall-now = 各窗口、各队列的当前状态
api-window-now = 一个窗口的状态、接下来的号和挂起的号
api-changes = 以服务器推送事件（SSE）通知每次变化
api-press = 执行窗口的一次按键，同一 id 只执行一次
api-me = 当前请求者是谁、有哪些权限
api-devices = 各设备和部件：是否在线、故障、响应快慢
api-alarms = 当前需要有人处理的告警，最急的在前
api-claim-alarm = 认领一条告警，或放弃认领
api-day-csv = 一天的数据（CSV）
api-report-now = 某日、周、月、年或任意日期范围的统计数据
api-report-file = 同样的统计数据，导出为 CSV、XLSX 或 PDF 文件
api-tickets-now = 某个数字背后的号票，分页列出
api-tickets-csv = 同样的号票，全部导出为 CSV
api-plan-now = 兑现承诺所需的窗口数、预告等候时间的准确度、变动后的推演结果
api-cases-now = 在办件登记，最急的在前
api-take-case-on = 办件进入下一环节
api-follow-ups-now = 差评整改，超期的在前
api-step-follow-up = 推进一条差评整改
api-number-of-visit = 群众留下的回访电话；查看者记入操作日志
api-said-now = 正在播出的通知
api-say-to-all = 向大厅播出通知（显示屏和语音），或停止播出
api-list-accounts = 全部账号；不含密码
api-make-account = 新建账号；一次性密码只显示一次
api-make-clerks = 为还没有账号的工作人员建立账号
api-act-on-account = 重置、解锁、停用、启用账号，或结束其全部会话
api-list-tokens = 各程序的令牌；不含令牌内容
api-add-token = 新建令牌；只显示一次
api-end-token = 撤销令牌
api-audit = 操作日志，最新的在前
api-hooks = 网络回调（webhook）及送达进度；不含密钥
api-settings-now = 有哪些设置、能否保存
api-group-now = 一类设置，与文件内容一致
api-save-settings = 保存设置，或只预览会有哪些变化
api-versions-now = 大厅设置文件或某份办事指南的全部历史版本
api-version-now = 一个版本的全文，以及恢复后会有哪些变化
api-restore-settings = 恢复到某个版本
api-start-again = 重新启动大厅，使已保存的设置生效
api-guide-now = 一个事项的全部公开信息
api-bookable-now = 可以预约的事项
api-slots-now = 一个事项可预约的时段和余量
api-book-slot = 预约；返回预约码
api-booking-now = 按预约码查询预约
api-give-back = 取消预约
api-case-now = 按受理编号查询办理进度
api-ticket-now = 号票页面中会变化的部分
api-held-now = 持票人手中的号票，以及可以做的操作
api-act-as-holder = 取消排队、恢复排队、晚到让号、评价或申诉

# 参数写在哪里。

place-query = 查询参数：
place-body = 内容：
