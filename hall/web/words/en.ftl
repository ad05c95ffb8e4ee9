# SPDX-License-Identifier: Apache-2.0
# What each operation of the interface for programs does, by the name of its function.

api-hall-now = Every window and queue as they are
api-window-now = One window, who would be next there, and who is held
api-changes = Hear of each change as a server-sent event
api-press = Do what a key at a window does, once for each id
api-me = Who asks, and what they may
api-devices = Every device and part: whether it lives, its faults, how quick it is
api-alarms = What somebody must look at now, the worst first
api-claim-alarm = Say that somebody looks after an alarm, or no longer
api-day-csv = The figures of a day, as CSV
api-report-now = Figures of a day, week, month, year or any range
api-report-file = The same figures as a file: CSV, XLSX or PDF
api-tickets-now = The tickets behind a figure, a page at a time
api-tickets-csv = The same tickets, all of them, as CSV
api-plan-now = Windows that a promise needs, how told waits held, and what a change would do
api-cases-now = The cases at hand, the most urgent first
api-take-case-on = Let a case take its next step
api-follow-ups-now = What follows bad ratings, the overdue first
api-step-follow-up = Take a step of what follows a bad rating
api-number-of-visit = The number that a citizen left to be called at; the trail tells who saw it
api-said-now = What is said to everybody now
api-say-to-all = Say something to everybody on boards and aloud, or stop
api-list-accounts = All accounts; never a password
api-make-account = Add an account; its one-time password is shown once
api-make-clerks = Add an account for each clerk without one
api-act-on-account = Reset, unlock, disable or enable an account, or end its sessions
api-list-tokens = The tokens of programs; never what they show
api-add-token = Make a token; it is shown once
api-end-token = Let a token open nothing any more
api-audit = Who did what, the newest first
api-hooks = Webhooks, and how far each was told; never a secret
api-settings-now = Which settings there are, and whether they can be saved
api-group-now = Settings of one kind, as the file says them
api-save-settings = Save settings, or only say what that would change
api-versions-now = Every version of the hall’s file or of a guide
api-version-now = One version in full, and what going back to it would change
api-restore-settings = Go back to a version
api-start-again = Have the hall start again with what is saved
api-guide-now = All that is public about a service
api-bookable-now = Services that take appointments
api-slots-now = When a service can be booked, and for how many more
api-book-slot = Book a visit; the answer has its code
api-booking-now = An appointment, by its code
api-give-back = Give an appointment back
api-case-now = How far a case is, by its receipt code
api-ticket-now = The part of a ticket’s page that changes
api-held-now = A ticket in its holder’s hand, and what can be done with it
api-act-as-holder = Leave the queue, return, be late, rate, or appeal

# Where something is given.

place-query = Query:
place-body = Body:
