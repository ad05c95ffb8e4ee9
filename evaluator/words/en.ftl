# SPDX-License-Identifier: Apache-2.0
# The words of the rating pad.

window = Window { $window }
staff-number = Staff no. { $number }
ticket = Number { $number }
voluntary = Voluntary. If you are not satisfied, we follow up

connecting = Connecting to the hall
connecting-what-to-do = No ratings just now, please wait
lost = Hall not reached (as of { $time }): no ratings just now
state-free = Welcome
state-calling = Calling
state-serving = Serving you now
state-rating = Service ended
state-paused = Paused
state-away = Back soon, please wait
state-closed = Closed

question = How was this service?
level-5 = Very satisfied
level-4 = Satisfied
level-3 = Fairly satisfied
level-2 = Dissatisfied
level-1 = Very dissatisfied
closes = Closes in { $seconds } s. No rating is not counted as praise
not-now = Not this time

reasons-good = What was good?
reasons-middle = What was your impression?
reasons-bad = What was not good?
reasons-hint = Choose any, or none
sends = Sent in { $seconds } s
another-level = Change
send = Send

thanks = Thank you for your rating
thanks-none = All right, no rating
fate-sending = Saving
fate-kept = Your rating is saved
fate-waiting = Hall not reached: sent as soon as it is back
fate-refused = The hall did not take this rating: please tell the staff
fate-none = No rating is not counted as praise
later-more = Want to say more? Use the code on your paper
later-rate = You can rate later with the code on your paper
