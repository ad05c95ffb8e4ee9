# SPDX-License-Identifier: Apache-2.0
# 基本组件的文字。

weekday = { $day ->
    [1] 星期一
    [2] 星期二
    [3] 星期三
    [4] 星期四
    [5] 星期五
    [6] 星期六
   *[7] 星期日
}
date = { $month }月{ $day }日 { $weekday }
as-of = 截至 { $time }
scroll-up = 往上
scroll-down = 下面还有
spoken-chosen = 已选
spoken-ticked = 已勾
spoken-not-ticked = 未勾
spoken-to = 到
