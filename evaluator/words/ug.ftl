# SPDX-License-Identifier: Apache-2.0
# باھالاش تاختىسىنىڭ سۆزلىرى.

window = { $window }-كۆزنەك
staff-number = خىزمەت نومۇرى { $number }
ticket = نومۇر { $number }
voluntary = باھالاش ئىختىيارىي. رازى بولمىسىڭىز، بىز ئىزدەپ سۈرۈشتۈرىمىز

connecting = زال سىستېمىسىغا ئۇلىنىۋاتىدۇ
connecting-what-to-do = ھازىرچە باھالىغىلى بولمايدۇ، سەل ساقلاڭ
lost = زال سىستېمىسىغا ئۇلىنالمىدى ({ $time }): ھازىرچە باھالىغىلى بولمايدۇ
state-free = خۇش كەلدىڭىز
state-calling = چاقىرىلىۋاتىدۇ
state-serving = سىزگە مۇلازىمەت قىلىۋاتىدۇ
state-rating = مۇلازىمەت ئاياغلاشتى
state-paused = ۋاقىتلىق توختىدى
state-away = دەرھال قايتىدۇ، سەل ساقلاڭ
state-closed = تاقالغان

question = بۇ قېتىمقى مۇلازىمەت قانداق بولدى؟
level-5 = ناھايىتى رازى
level-4 = رازى
level-3 = ئاساسەن رازى
level-2 = رازى ئەمەس
level-1 = قەتئىي رازى ئەمەس
closes = { $seconds } سېكۇنتتا تاقىلىدۇ. باھالىمىسىڭىز، رازى دەپ ھېسابلانمايدۇ
not-now = ھازىرچە باھالىمايمەن

reasons-good = قەيىرى ياخشى؟
reasons-middle = تەسىراتىڭىز قانداق؟
reasons-bad = قەيىرى ياخشى ئەمەس؟
reasons-hint = خالىغاننى تاللاڭ، تاللىمىسىڭىزمۇ بولىدۇ
sends = { $seconds } سېكۇنتتا يوللىنىدۇ
another-level = ئۆزگەرتىش
send = يوللاش

thanks = باھايىڭىزغا رەھمەت
thanks-none = بولىدۇ، باھالانمىدى
fate-sending = ساقلىنىۋاتىدۇ
fate-kept = باھايىڭىز ساقلاندى
fate-waiting = زال سىستېمىسىغا ئۇلىنالمىدى: ئۇلانسىلا يوللىنىدۇ
fate-refused = زال بۇ باھانى قوبۇل قىلمىدى: خىزمەتچىگە ئېيتىڭ
fate-none = باھالىمىسىڭىز، رازى دەپ ھېسابلانمايدۇ
