# SPDX-License-Identifier: Apache-2.0
# كۆزنەك تاختىسى ۋە زال ئېكرانىنىڭ سۆزلىرى.

window = كۆزنەك
waiting = { $number } كىشى ساقلاۋاتىدۇ
waiting-title = ساقلاۋاتقانلار
nobody-waiting = ساقلاۋاتقان ئادەم يوق
notice-title = ئۇقتۇرۇش
page = { $page }/{ $pages }

sign-connecting = زال سىستېمىسىغا ئۇلىنىۋاتىدۇ
sign-closed = تاقالغان
sign-free = خۇش كەلدىڭىز
sign-calling = بۇ كۆزنەككە كېلىڭ
sign-serving = مۇلازىمەت قىلىۋاتىدۇ
sign-rating = باھا بېرىڭ
sign-paused = ۋاقىتلىق توختىدى
sign-away = دەرھال قايتىدۇ، سەل ساقلاڭ

hall-closed = زال تاقالدى
hall-closed-until = زال تاقالدى. { $day } سائەت { $time } دە ئېچىلىدۇ
no-calls = نومۇرىڭىزغا دىققەت قىلىڭ
connecting = زال سىستېمىسىغا ئۇلىنىۋاتىدۇ
connecting-what-to-do = نومۇرىڭىزنى خىزمەتچىدىن سوراڭ
lost = زال سىستېمىسىغا ئۇلىنالمىدى: بۇ { $time } دىكى ئەھۋال
lost-short = { $time } دىكى ئەھۋال
no-sound = بۇ يەردە ئاۋاز يوق: ئېكرانغا قاراڭ
