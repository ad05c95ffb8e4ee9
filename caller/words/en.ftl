# SPDX-License-Identifier: Apache-2.0
# The words of window strip and hall board.

window = Window
waiting = { $number } waiting
waiting-title = Waiting
nobody-waiting = Nobody waiting
notice-title = Notice
page = { $page }/{ $pages }

sign-connecting = Connecting to the hall
sign-closed = Closed
sign-free = Welcome
sign-calling = Please come here
sign-serving = Now serving
sign-rating = Please rate us
sign-paused = Paused
sign-away = Back soon, please wait

hall-closed = The hall is closed
hall-closed-until = The hall is closed. It opens on { $day } at { $time }
no-calls = Watch and listen for your number
connecting = Connecting to the hall
connecting-what-to-do = Please ask the staff about your number
lost = Hall not reached: this was at { $time }
lost-short = As of { $time }
no-sound = No sound here: please watch
