# SPDX-License-Identifier: Apache-2.0
# 样张的文字，供人看。

hall = 政务服务中心
today = 11月22日 星期日 · 09:41
other-language = English
question = 您今天来办什么？
insurance = 社会保险
insurance-more = 登记 · 变更 · 缴费 · 支取
household = 户籍与身份证
household-more = 出生 · 迁移 · 身份证
waiting = { $people } 人等候 · 约 { $least }–{ $most } 分钟
time-limit = 承诺时限
time-limit-value = 当场办结
time-limit-more = 法定 10 个工作日
window = 窗口
window-value = 3、4 号
window-more = 一层 B 区 · 步行 1 分钟
tag-immediate = 即办件
tag-appointment = 可预约
papers = 要带的材料
identity-card = 身份证
identity-card-more = 原件
licence = 营业执照副本
licence-more = 原件及复印件 1 份
missing = 还差 { $count } 份材料：职工名册。仍可取号，窗口会一次性告知。
print = 打印材料单
take = 取号
large = 大字
contrast = 高对比
taken = 已按 { $count } 次
