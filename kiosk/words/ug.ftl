# SPDX-License-Identifier: Apache-2.0
# ئۆز-ئۆزىگە مۇلازىمەت ماشىنىسىنىڭ سۆزلىرى: ئالدى بىلەن نېمە، ئاندىن قانداق قىلىش.

separator = ،{" "}
dot = {" "}·{" "}
date = { $month }{ $day }-كۈنى { $weekday }
date-time = { $date } { $time }
month-1 = 1-ئاينىڭ{" "}
month-2 = 2-ئاينىڭ{" "}
month-3 = 3-ئاينىڭ{" "}
month-4 = 4-ئاينىڭ{" "}
month-5 = 5-ئاينىڭ{" "}
month-6 = 6-ئاينىڭ{" "}
month-7 = 7-ئاينىڭ{" "}
month-8 = 8-ئاينىڭ{" "}
month-9 = 9-ئاينىڭ{" "}
month-10 = 10-ئاينىڭ{" "}
month-11 = 11-ئاينىڭ{" "}
month-12 = 12-ئاينىڭ{" "}
weekday-1 = دۈشەنبە
weekday-2 = سەيشەنبە
weekday-3 = چارشەنبە
weekday-4 = پەيشەنبە
weekday-5 = جۈمە
weekday-6 = شەنبە
weekday-7 = يەكشەنبە
weekdays = { $first }دىن { $last }گىچە
hours-closed = ئېچىلمايدۇ
place-in-hall = { $floor } { $zone }

# --- ئۆچىرەت

queue-people = { $count } كىشى
queue-people-wait = { $people } · { $wait }
queue-at-once = دەرھال بېجىرگىلى بولىدۇ
queue-unknown = ئۆچىرەت ئەھۋالى ھازىرچە نامەلۇم
queue-value = { $count } كىشى
queue-value-unknown = نامەلۇم
queue-wait = { $wait }
queue-until = { $what }، { $time } دىن باشلاپ نومۇر ئالغىلى بولىدۇ
queue-no-ticket = ھازىر نومۇر ئالغىلى بولمايدۇ
queue-closed = ھازىر نومۇر ئېلىش ۋاقتى ئەمەس
queue-holiday = بۈگۈن دەم ئېلىش كۈنى
queue-quota-day = بۈگۈنكى نومۇرلار تۈگىدى
queue-quota-slot = بۇ ۋاقىتنىڭ نومۇرلىرى تۈگىدى
queue-no-open-window = ھازىر ئوچۇق كۆزنەك يوق
queue-too-many-waiting = ساقلاۋاتقانلار بەك كۆپ، نومۇر بېرىش توختىتىلدى
queue-already-waiting = سىزنىڭ نومۇرىڭىز بار، نۆۋەت ساقلاۋاتىدۇ
queue-store-failed = سىستېما نومۇرىڭىزنى خاتىرىلىيەلمىدى
queue-unknown-service = بۇ ئىش ھازىر بېجىرىلمەيدۇ
queue-unknown-class = بۇ خىل ئېتىبار ھازىر قوبۇل قىلىنمايدۇ
refused-number = { $what }: { $number }
what-then-do = { $what }. { $do }
do-desk = ئومۇمىي مۇلازىمەت ئورنىغا بېرىڭ، خىزمەتچىلەر ياردەم بېرىدۇ.
do-closed = نومۇر ئېلىش ۋاقتىدا قايتا كېلىڭ؛ قوللانمىنى ھازىر كۆرۈشكە بولىدۇ.
do-holiday = خىزمەت كۈنى قايتا كېلىڭ؛ قوللانمىنى ھازىر كۆرۈشكە بولىدۇ.
do-quota-day = ئەتە كېلىڭ ياكى ئومۇمىي مۇلازىمەت ئورنىدا ۋاقىت بەلگىلەڭ.
do-quota-slot = سەل تۇرۇپ قايتا سىناڭ ياكى ئومۇمىي مۇلازىمەت ئورنىدا ۋاقىت بەلگىلەڭ.
do-no-open-window = بىردەمدىن كېيىن قايتا سىناڭ ياكى ئومۇمىي مۇلازىمەت ئورنىغا بېرىڭ.
do-too-many-waiting = بىردەمدىن كېيىن قايتا سىناڭ ياكى ئومۇمىي مۇلازىمەت ئورنىغا بېرىڭ.
do-already-waiting = مۇشۇ نومۇر بىلەن ساقلاڭ، قايتا ئېلىش ھاجەتسىز.
do-store-failed = قايتا سىناپ كۆرۈڭ.
wait-none = ساقلاش ھاجەتسىز
wait-up-to = { $minutes } مىنۇت ئىچىدە
wait-about = { $minutes } مىنۇتچە
wait-range = { $low } دىن { $high } مىنۇتقىچە
ahead-value = { $count } كىشى

# --- باش بەت

home-question = بۈگۈن نېمە ئىش بېجىرىسىز؟
home-search = ئىش نامىنى ئىزدەش
home-all = بارلىق ئىشلار
home-all-hint = ئورۇن، تۈر ۋە تۇرمۇش ئىشلىرى بويىچە
home-map = زال خەرىتىسى
home-reprint = { $number } نى قايتا بېسىش
services-count = { $count } خىل مۇلازىمەت
help-desk = ياردەم لازىممۇ؟ ئومۇمىي مۇلازىمەت ئورنىغا بېرىڭ
mode-large = چوڭ خەت
mode-contrast = ئېنىق رەڭ
mode-low = تۆۋەن ئورۇن
mode-voice = ئاۋازلىق
back = قايتىش
home = باش بەت
hall-looking = زال سىستېمىسىغا ئۇلىنىۋاتىدۇ. قوللانمىنى ھازىر كۆرۈشكە بولىدۇ.
hall-lost = زال سىستېمىسىغا ۋاقىتلىق ئۇلىنالمىدى: بۇ ماشىنا ئۆزى نومۇر بېرىدۇ، قوللانمىنى كۆرۈشكە بولىدۇ.

# --- ئىش ئىزدەش

themes-title = بارلىق ئىشلار
themes-themes = تۈر بويىچە
themes-events = تۇرمۇش ئىشلىرى بويىچە
themes-departments = ئورۇن بويىچە
search-title = ئىش ئىزدەش
search-prompt = ئىش نامىنى كىرگۈزۈڭ
search-none = «{ $query }» تېپىلمىدى
search-none-do = ئازراق ھەرپ كىرگۈزۈپ سىناڭ ياكى بارلىق ئىشلارنى كۆرۈڭ؛ ئومۇمىي مۇلازىمەت ئورنىدىن سورىسىڭىزمۇ بولىدۇ.
search-begin = ئاستىدىكى كۇنۇپكىلارنى بېسىڭ، بىر قانچە ھەرپ كۇپايە.
search-clear = تازىلاش
search-erase = بىر ھەرپ ئۆچۈرۈش
page-previous = ئالدىنقى بەت
page-next = كېيىنكى بەت

# --- قوللانما

guide-time = بېجىرىش ۋاقتى
guide-fee = ھەق
guide-where = بېجىرىش ئورنى
guide-queue = ھازىر ساقلاۋاتقانلار
guide-hours = خىزمەت ۋاقتى
guide-telephone = مەسلىھەت تېلېفونى
guide-papers = ئېلىپ كېلىدىغان ماتېرىياللار
guide-papers-hint = ئېلىپ كەلگەنلىرىڭىزنى بېسىپ بەلگىلەڭ
guide-no-papers = ماتېرىيال ئېلىپ كېلىش ھاجەتسىز.
guide-unknown = بۇ ئىشنىڭ قوللانمىسى تېخى يېزىلمىدى. نېمە ئېلىپ كېلىشنى ئومۇمىي مۇلازىمەت ئورنىدىن سوراڭ.
guide-print = تىزىملىكنى بېسىش
guide-printing = بېسىلىۋاتىدۇ
guide-printed = بېسىلدى، ئېلىۋېلىڭ
guide-print-failed = بېسىلمىدى. تېلېفون بىلەن كودنى سىكانېرلاپ ئېلىپ كېتىڭ.
guide-code-hint = تېلېفون بىلەن سىكانېرلاپ، قوللانمىنى ئۆيگە ئېلىپ كېتىڭ
guide-take = نومۇر ئېلىش
guide-people = ئالدىن بېجىرىش
guide-people-for = ئالدىن: { $people }
guide-map = خەرىتە
section-papers = ماتېرىياللار
section-procedure = بېجىرىش تەرتىپى
section-conditions = قوبۇل شەرتى
section-basis = قانۇنىي ئاساس
section-fees = ھەق ئاساسى
section-delivery = نەتىجىنى ئېلىش
section-questions = كۆپ سورالغان سوئال
section-telephones = مەسلىھەت، شىكايەت
section-code = كود ئېلىش
case-immediate = نەق بېجىرىلىدۇ
case-time-limited = ۋەدە قىلىنغان ۋاقىتتا
case-consultation = مەسلىھەت
case-joint = بىرلەشمە بېجىرىش
tag-appointments = ۋاقىت بەلگىلىگىلى بولىدۇ
tag-green-channel = يېشىل يول
time-now = نەق مەيداندا
time-answered-now = نەق مەيداندا جاۋاب
time-days = { $days } خىزمەت كۈنى
time-ask = كۆزنەكتىن سوراڭ
time-statutory = قانۇندا { $days } خىزمەت كۈنى
fee-none = ھەقسىز
fee-ask = كۆزنەكتىن سوراڭ
fee-several = { $count } تۈرلۈك ھەق
fee-see-below = ھەق ئاساسىغا قاراڭ
fee-line = { $name }: { $standard }. ئاساسى: { $basis }
windows-value = { $windows }-كۆزنەك
telephone-enquiry = مەسلىھەت تېلېفونى {"\u200E"}{ $number }
telephone-complaint = شىكايەت تېلېفونى {"\u200E"}{ $number }
paper-electronic = ئېلېكترونلۇق
paper-original = ئەسلى نۇسخا
paper-copies = كۆپەيتمە { $copies } نۇسخا
paper-original-and-copies = ئەسلى نۇسخا ۋە كۆپەيتمە { $copies } نۇسخا
papers-separator = ؛{" "}
papers-complete = ماتېرىياللار تولۇق، نومۇر ئالسىڭىز بولىدۇ.
papers-missing = يەنە { $count } ماتېرىيال كەم: { $papers }. نومۇر ئالسىڭىز بولىدۇ، كۆزنەك بىر قېتىمدا ئۇقتۇرىدۇ.

# --- كىم ئۈچۈن

people-title = كىم ئۈچۈن نومۇر ئالىسىز؟
people-hint = ئالدىن بېجىرىلىدىغانلار كىنىشكىسىنى تەييارلاڭ، كۆزنەك تەكشۈرىدۇ.

# --- نومۇر ئېلىش

asking-title = نومۇر ئېلىنىۋاتىدۇ…
asking-hint = سەل ساقلاڭ، قايتا بېسىش ھاجەتسىز
ticket-yours = سىزنىڭ نومۇرىڭىز
ticket-ahead = ئالدىڭىزدا
ticket-wait = ساقلاش ۋاقتى
ticket-windows = كۆزنەك
ticket-go = نومۇرنى ئېلىپ، بۇ يەردە ساقلاڭ: { $place }
ticket-go-no-paper = نومۇرنى ئېسىڭىزدە تۇتۇپ، بۇ يەردە ساقلاڭ: { $place }
ticket-waiting-area = ساقلاش رايونى
ticket-printing = بېسىلىۋاتىدۇ…
ticket-done = تامام ({ $seconds })
ticket-reprint = قەغەز چىقمىدىمۇ؟ بۇ يەرنى بېسىڭ
ticket-reprint-again = قايتا بېسىش
ticket-scan = سىكانېرلاپ نۆۋەتنى كۆرۈڭ
ticket-no-paper = نومۇر بېسىلمىدى: { $fault }. نومۇر كۈچكە ئىگە، خاتىرىلىۋېلىڭ ياكى رەسىمگە تارتىۋېلىڭ؛ خىزمەتچىلەرگە خەۋەر قىلىندى.
ticket-again = بۇ سىزنىڭ بار نومۇرىڭىز، نۆۋەت ساقلاۋاتىدۇ.
ticket-own-series = زال سىستېمىسى ۋاقىتلىق ئۈزۈلدى، بۇ ماشىنا ئۆزى بەرگەن نومۇر، نۆۋەت بويىچە چاقىرىلىدۇ.
refused-title = نومۇر ئېلىنمىدى
refused-again = قايتا سىناش
refused-done = بىلدىم ({ $seconds })
lost-title = زال سىستېمىسىغا ئۇلىنالمىدى
lost-what = نومۇر ئېلىش داۋام قىلىۋاتىدۇ، ئۇلانسىلا نومۇر چىقىدۇ.
lost-do = ئومۇمىي مۇلازىمەت ئورنىدا نومۇر ئالسىڭىزمۇ بولىدۇ.
lost-done = ساقلىمايمەن
lost-guide = قوللانمىنى كۆرۈش
fault-no-paper = بۇ ماشىنا ھازىر نومۇر باسالمايدۇ، نومۇر ئېكراندا كۆرۈنىدۇ.
fault-paper-out = قەغەز تۈگىدى
fault-cover-open = پرىنتېر قاپقىقى ئوچۇق
fault-cutter-jam = قەغەز كەسكۈچ قىسىلىپ قالدى
fault-printer-no-answer = پرىنتېر جاۋاب بەرمىدى
fault-printer-missing = پرىنتېر تېپىلمىدى
fault-other = پرىنتېر كاشىلا

# --- ئادەم يوق چاغدا

idle-touch = نومۇر ئېلىش ۋە قوللانما ئۈچۈن بېسىڭ
idle-calls = چاقىرىلىۋاتقان نومۇرلار
idle-call = { $window }-كۆزنەك
idle-no-calls = ھازىر چاقىرىلغان نومۇر يوق
idle-notice = زال ئۇقتۇرۇشى
idle-queues = ئورۇنلاردا ساقلاۋاتقانلار
closed-title = ھازىر تاقالغان
closed-opens = { $time } ئېچىلىدۇ
closed-hours = خىزمەت ۋاقتى
closed-guides = قوللانمىنى كۆرۈش
warning-title = سىز يەنە بارمۇ؟
warning-what = { $seconds } سېكۇنتتىن كېيىن باش بەتكە قايتىدۇ
warning-continue = داۋاملاشتۇرۇش
map-title = زال خەرىتىسى
map-here = سىز بۇ يەردە
map-none = بۇ زالنىڭ خەرىتىسى تېخى سىزىلمىدى، ئومۇمىي مۇلازىمەت ئورنىدىن سوراڭ.
map-go = { $windows }-كۆزنەككە بېرىڭ
feature-entrance = كىرىش ئېغىزى
feature-desk = ئومۇمىي مۇلازىمەت
feature-lift = لىفىت
feature-stairs = پەلەمپەي
feature-toilet = ھاجەتخانا
feature-water = ئىچىدىغان سۇ
feature-seats = ساقلاش رايونى

# --- ئاۋازلىق يېتەكلەش

spoken-choices = { $count } تاللاش بار. ئۈستى-ئاستى كۇنۇپكا بىلەن ئاڭلاڭ، جەزملەش كۇنۇپكىسى بىلەن تاللاڭ.
spoken-found = { $count } ئىش تېپىلدى

# --- قەغەزدە

paper-with-detail = { $name } ({ $detail })
paper-case = قوبۇل قىلىش تالونى
paper-case-office = قوبۇل قىلغان تارماق
paper-case-complaints = شىكايەت تېلېفونى
paper-collect = نەتىجىنى ئېلىش ئۇسۇلى: { $how }
paper-scan-case = سىكانېرلاپ جەرياننى كۆرۈڭ
case-print = تالوننى بېسىش
case-print-failed = بېسىلمىدى. تالون نومۇرىنى خاتىرىلىۋېلىڭ ياكى ئومۇمىي مۇلازىمەت ئورنىدىن سوراڭ.
paper-copy = قايتا بېسىلغان
paper-your-number = سىزنىڭ نومۇرىڭىز
paper-ahead = ئالدىڭىزدا
paper-ahead-value = { $count } كىشى
paper-wait = ساقلاش ۋاقتى
paper-windows = كۆزنەك
paper-windows-value = { $windows }
paper-place = ساقلاش ئورنى
paper-own-series = زال سىستېمىسى ۋاقىتلىق ئۈزۈلدى، بۇ ماشىنا بەرگەن نومۇر، نۆۋەت بويىچە چاقىرىلىدۇ.
paper-have-ready = تەييارلاڭ: { $papers }
paper-scan = سىكانېرلاپ نۆۋەتنى كۆرۈڭ
paper-scan-guide = سىكانېرلاپ قوللانمىنى كۆرۈڭ
paper-foot = { $issued } · { $kiosk }
paper-bring = ئېلىپ كېلىدىغان ماتېرىياللار

# --- cards and codes

queue-unknown-booking = بۇنداق ئالدىن تىزىملىتىش يوق
queue-booking-early = ئالدىن تىزىملاتقان ۋاقىت تېخى كەلمىدى
queue-booking-late = ئالدىن تىزىملاتقان ۋاقىت ئۆتۈپ كەتتى
queue-booking-used = بۇ تىزىملىتىش بىلەن نومۇر ئېلىنغان
do-booking-late = ئادەتتىكى نومۇر ئېلىڭ ياكى مۇلازىمەت ئورنىدىن سوراڭ.
do-booking-early = شۇ ۋاقىتتا كېلىڭ. ئۇنىڭغىچە قوللانمىنى ئوقۇڭ.
do-booking-used = شۇ نومۇر بىلەن ساقلاڭ، يېڭى نومۇر كېرەك ئەمەس.
hint-card = كىملىكىڭىز بارمۇ؟ ئوقۇغۇچقا قويۇپ نومۇر ئېلىڭ
hint-code = تىزىملىتىش ياكى تالون كودى بارمۇ؟ ئۇنى سكاننېرغا توغرىلاڭ
hint-card-code = كىملىكنى ئوقۇغۇچقا قويۇڭ؛ تىزىملىتىش ياكى تالون كودىنى سكاننېرغا توغرىلاڭ
person = كىملىكىڭىز ئوقۇلدى. ئىشنى تاللاپ نومۇر ئېلىڭ؛ كىملىك ئۇچۇرى ساقلانمايدۇ.
person-initial = كىملىكىڭىز ئوقۇلدى ({ $initial }**). ئىشنى تاللاپ نومۇر ئېلىڭ؛ كىملىك ئۇچۇرى ساقلانمايدۇ.
home-code = تىزىملىتىش / ئىش ئەھۋالى
code-title = تىزىملىتىش ياكى تالون كودىنى كىرگۈزۈڭ
code-hint = تالون نومۇرى 12 رەقەم، تالوندا بار؛ تىزىملىتىش كودى تىزىملاتقان بەتتە بار.
code-hint-scan = تالون نومۇرى 12 رەقەم، تالوندا بار؛ تىزىملىتىش كودى تىزىملاتقان بەتتە بار. ياكى QR كودنى سكاننېرغا توغرىلاڭ.
code-look-up = ئىزدەش
code-looking = ئىزدەۋاتىدۇ…
code-clear = تازىلاش
code-mistyped = كودتا خاتالىق بار. بىر-بىرلەپ سېلىشتۇرۇڭ.
code-lost = زال سىستېمىسىغا ئۇلانمىدى. كېيىن سىناڭ ياكى مۇلازىمەت ئورنىدىن سوراڭ.
code-unknown-code = تېپىلمىدى. كودنى تەكشۈرۈڭ ياكى مۇلازىمەت ئورنىدىن سوراڭ.
code-too-soon = خاتا كود بەك كۆپ
code-again-at = { $what }. { $time } دىن كېيىن سىناڭ ياكى مۇلازىمەت ئورنىدىن سوراڭ.
code-wrong = ھازىر ئىزدىگىلى بولمايدۇ. مۇلازىمەت ئورنىدىن سوراڭ.
booking-title = ئالدىن تىزىملىتىشىڭىز
booking-ready = ھازىر نومۇر ئالالايسىز
booking-ready-do = تۆۋەندىكى كۇنۇپكىنى بېسىڭ.
booking-early = ۋاقىت تېخى كەلمىدى
booking-early-do = { $time } دىن كېيىن نومۇر ئالالايسىز.
booking-late = ۋاقىت ئۆتۈپ كەتتى، ئورۇن قايتۇرۇلدى
booking-late-do = ئادەتتىكى نومۇر ئېلىڭ ياكى قايتا تىزىملىتىڭ.
booking-used = بۇ تىزىملىتىش بىلەن نومۇر ئېلىنغان
booking-used-do = شۇ نومۇر بىلەن ساقلاڭ، يېڭى نومۇر كېرەك ئەمەس.
booking-take = نومۇر ئېلىش
found-code = تالون نومۇرى
found-done = بىلدىم
found-date = چېسلا
found-time = ۋاقىت
found-span = { $begins }-{ $ends }
found-windows = بېجىرىش ئورنى
case-title = ئىش ئەھۋالى
case-accepted-on = قوبۇل قىلىنغان كۈن
case-promised-for = ۋەدە قىلىنغان كۈن
case-closed-on = پۈتكەن كۈن
case-accepted = قوبۇل قىلىندى، بېجىرىلىۋاتىدۇ
case-accepted-do = پۈتكەندە تالون بىلەن كۆزنەكتىن ئېلىڭ.
case-papers-missing = ماتېرىيال تولۇقلاش كېرەك
case-papers-missing-do = ئۇقتۇرۇشتىكى ماتېرىياللارنى ئېلىپ كېلىپ نومۇر ئېلىڭ. بۇ مەزگىل ھېسابلانمايدۇ.
case-decided = پۈتتى
case-decided-do = تالون بىلەن كۆزنەكتىن نەتىجىنى ئېلىڭ.
case-refused = رەت قىلىندى
case-refused-do = كۆزنەكتىن يازما قارارنى ئېلىڭ، سەۋەبى يېزىلغان.
