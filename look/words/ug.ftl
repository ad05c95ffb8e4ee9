# SPDX-License-Identifier: Apache-2.0
# ئاساسىي بۆلەكلەرنىڭ سۆزلىرى.

weekday = { $day ->
    [1] دۈشەنبە
    [2] سەيشەنبە
    [3] چارشەنبە
    [4] پەيشەنبە
    [5] جۈمە
    [6] شەنبە
   *[7] يەكشەنبە
}
date = { $month }-ئاينىڭ { $day }-كۈنى { $weekday }
as-of = { $time } دىكى ئەھۋال
scroll-up = يۇقىرىغا
scroll-down = تۆۋەندە يەنە بار
spoken-chosen = تاللاندى
spoken-ticked = بەلگىلەندى
spoken-not-ticked = بەلگىلەنمىدى
spoken-to = دىن{" "}
