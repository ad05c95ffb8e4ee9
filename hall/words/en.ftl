# SPDX-License-Identifier: Apache-2.0
# What the hall's commands and pages say.

# --- commands ---
nothing-recorded = Nothing is recorded for { $day }.

staffing-about = How many windows a promised wait needs, half-hour by half-hour, from recorded days (Erlang-C).
staffing-to = last day, to average several; default: the same day
staffing-wait = promised wait in minutes; default: the hall's own promise
staffing-share = share of people for whom the promise must hold, between 0 and 1; default: 0.9
staffing-promise = --wait must be above 0 and --share between 0 and 1
staffing-title = Windows needed so that { $share } wait at most { $minutes } minutes
staffing-begins = From
staffing-arrivals = Came
staffing-service-minutes = Minutes each
staffing-load = Load (Erlang)
staffing-needed = Windows needed
staffing-open = Were open

whatif-about = Play a recorded day again with a change, and show the waits side by side.
whatif-open = open a window besides; may be repeated
whatif-close = keep a window closed; may be repeated
whatif-policy = change one setting of the queue, such as bypass_max=0; may be repeated
whatif-title = Waits in minutes on { $day }, played again
whatif-service = Service
whatif-all = Whole hall
whatif-before = as it was
whatif-after = changed
whatif-people = Came, { $when }
whatif-median = Median, { $when }
whatif-p90 = 9 of 10, { $when }
whatif-longest = Longest, { $when }
whatif-not-called = Not called, { $when }

report-about = One day in figures, derived from the log; times in minutes.
report-day = which day; default: the newest one
report-title = { $hall }, { $day } (times in minutes)
report-all = whole hall
report-kind = By
report-what = What
report-issued = Tickets
report-waiting = Waiting
report-served = Served
report-passed-over = Passed over
report-transferred = Sent on
report-cancelled = Cancelled
report-left = Left at close
report-wait-mean = Wait, mean
report-wait-median = Wait, median
report-wait-p90 = Wait, 9 of 10
report-service-mean = Service, mean
report-service-median = Service, median
report-service-p90 = Service, 9 of 10
report-rated = Rated
report-unrated = Not rated
report-satisfied = Satisfied
report-overtaken-max = Overtaken, most
