# SPDX-License-Identifier: Apache-2.0
# What the kiosk says: first what is, then what to do.

separator = ,{" "}
dot = {" "}·{" "}
date = { $weekday }, { $day } { $month }
date-time = { $date }, { $time }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
weekdays = { $first } to { $last }
hours-closed = closed
place-in-hall = { $zone }, { $floor }

# --- queues

queue-people = { $count } waiting
queue-people-wait = { $people } · { $wait }
queue-at-once = No wait now
queue-unknown = Queue not known now
queue-value =
    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
queue-value-unknown = Not known
queue-wait = { $wait }
queue-until = { $what }; tickets from { $time }
queue-no-ticket = No tickets just now
queue-closed = Not a time for tickets
queue-holiday = Holiday today
queue-quota-day = Today's tickets are all taken
queue-quota-slot = Tickets for this hour are all taken
queue-no-open-window = No window is open for this just now
queue-too-many-waiting = Too many people are waiting
queue-already-waiting = You have a ticket already
queue-store-failed = The system could not keep your ticket
queue-unknown-service = This service is not offered now
queue-unknown-class = This kind of priority is not offered now
refused-number = { $what }: { $number }
what-then-do = { $what }. { $do }
do-desk = Please ask at the service desk.
do-closed = Please come back in opening hours. You can read the guides now.
do-holiday = Please come back on a working day. You can read the guides now.
do-quota-day = Please come tomorrow, or book a visit at the service desk.
do-quota-slot = Please try later, or book a visit at the service desk.
do-no-open-window = Please try again in a while, or ask at the service desk.
do-too-many-waiting = Please try again in a while, or ask at the service desk.
do-already-waiting = Please wait with that number. No new ticket is needed.
do-store-failed = Please try again.
wait-none = no wait
wait-up-to = up to { $minutes } min
wait-about = about { $minutes } min
wait-range = { $low }–{ $high } min
ahead-value = { $count }

# --- home

home-question = What brings you here today?
home-search = Find a service by name
home-all = All services
home-all-hint = By department, subject or life event
home-map = Hall map
home-reprint = Print { $number } again
services-count =
    { $count ->
        [one] { $count } service
       *[other] { $count } services
    }
help-desk = Need help? Ask at the service desk
mode-large = Large text
mode-contrast = High contrast
mode-low = Low reach
mode-voice = Spoken guide
back = Back
home = Home
hall-looking = Connecting to the hall. You can read the guides now.
hall-lost = The hall's system cannot be reached: this kiosk gives its own numbers. Guides can be read as ever.

# --- finding a service

themes-title = All services
themes-themes = By subject
themes-events = By life event
themes-departments = By department
search-title = Find a service
search-prompt = Type a name, pinyin or initials
search-none = Nothing found for “{ $query }”
search-none-do = Try fewer letters, look at all services, or ask at the service desk.
search-begin = Touch the keys below. A few letters are enough.
search-clear = Clear
search-erase = Erase
page-previous = Previous page
page-next = Next page

# --- the guide

guide-time = How long
guide-fee = Fee
guide-where = Where
guide-queue = Waiting now
guide-hours = Opening hours
guide-telephone = Enquiries
guide-papers = What to bring
guide-papers-hint = Touch what you have with you, to see if all is there.
guide-no-papers = Nothing to bring.
guide-unknown = The guide to this service is not written yet. Please ask at the service desk what to bring.
guide-print = Print the list
guide-printing = Printing
guide-printed = Printed. Please take it.
guide-print-failed = It was not printed. You can take it along by QR code.
guide-code-hint = Scan it to take this guide home on your phone
guide-take = Take a ticket
guide-people = Priority
guide-people-for = Priority: { $people }
guide-map = Show on map
section-papers = What to bring
section-procedure = Steps
section-conditions = Conditions
section-basis = Legal basis
section-fees = Fees
section-delivery = Result
section-questions = Questions
section-telephones = Telephone
section-code = QR code
case-immediate = Decided on the spot
case-time-limited = Decided within days
case-consultation = Advice
case-joint = Several offices
tag-appointments = Can be booked
tag-green-channel = Green channel
time-now = On the spot
time-answered-now = Answered at once
time-days =
    { $days ->
        [one] { $days } working day
       *[other] { $days } working days
    }
time-ask = Ask at the window
time-statutory = by law { $days } working days
fee-none = Free
fee-ask = Ask at the window
fee-several = { $count } fees
fee-see-below = see “Fees”
fee-line = { $name }: { $standard }. By { $basis }
windows-value = Window { $windows }
telephone-enquiry = Enquiries { $number }
telephone-complaint = Complaints { $number }
paper-electronic = electronic
paper-original = original
paper-copies =
    { $copies ->
        [one] { $copies } copy
       *[other] { $copies } copies
    }
paper-original-and-copies =
    { $copies ->
        [one] original and { $copies } copy
       *[other] original and { $copies } copies
    }
papers-complete = You have everything. Take a ticket.
papers-missing = Still missing ({ $count }): { $papers }. You can take a ticket all the same.
papers-separator = ;{" "}

# --- for whom

people-title = Who is the ticket for?
people-hint = For priority, please have your card ready. The window will look at it.

# --- the ticket

asking-title = Getting your number…
asking-hint = One moment. No need to touch again.
ticket-yours = Your number
ticket-ahead = Ahead of you
ticket-wait = Wait
ticket-windows = Window
ticket-go = Please take your ticket and wait in { $place }
ticket-go-no-paper = Please note your number and wait in { $place }
ticket-waiting-area = the waiting area
ticket-printing = Printing…
ticket-done = Done ({ $seconds })
ticket-reprint = No ticket? Touch to print again
ticket-reprint-again = Print again
ticket-scan = Scan to follow the queue
ticket-no-paper = No paper came out: { $fault }. Your number is valid; please note it. Staff have been told.
ticket-again = You had this number already; it is still waiting.
ticket-own-series = The hall's system is not reachable. This kiosk gave the number itself; it is called in order of arrival.
refused-title = No ticket
refused-again = Try again
refused-done = Understood ({ $seconds })
lost-title = The hall's system cannot be reached
lost-what = We keep trying. Your number comes as soon as the hall answers.
lost-do = You can also get a number at the service desk.
lost-done = Stop waiting
lost-guide = Read the guide
fault-no-paper = This kiosk cannot print now. Your number will be shown on the screen.
fault-paper-out = the paper has run out
fault-cover-open = the printer's cover is open
fault-cutter-jam = the cutter is jammed
fault-printer-no-answer = the printer does not answer
fault-printer-missing = the printer is missing
fault-other = the printer has a fault

# --- nobody here

idle-touch = Touch for tickets and guides
idle-calls = Now calling
idle-call = Window { $window }
idle-no-calls = Nobody is called just now
idle-notice = From the hall
idle-queues = Waiting
closed-title = Closed now
closed-opens = Opens { $time }
closed-hours = Opening hours
closed-guides = Read the guides
warning-title = Are you still there?
warning-what =
    { $seconds ->
        [one] Back to the start in { $seconds } second
       *[other] Back to the start in { $seconds } seconds
    }
warning-continue = Continue
map-title = Hall map
map-here = You are here
map-none = There is no map of this hall yet. Please ask at the service desk.
map-go = Go to window { $windows }
feature-entrance = Entrance
feature-desk = Service desk
feature-lift = Lift
feature-stairs = Stairs
feature-toilet = Toilets
feature-water = Water
feature-seats = Waiting area

# --- spoken guide

spoken-choices =
    { $count ->
        [one] { $count } choice.
       *[other] { $count } choices.
    } Up and down to hear each, Enter to choose.
spoken-found =
    { $count ->
        [one] { $count } service found
       *[other] { $count } services found
    }

# --- on paper

paper-with-detail = { $name } ({ $detail })
paper-case = Acceptance slip
paper-case-office = Department
paper-case-complaints = Complaints
paper-collect = How you get the result: { $how }
paper-scan-case = Scan to see how far it is
case-print = Print the slip
case-print-failed = It was not printed. Write down the receipt code, or ask at the service desk.
paper-copy = Printed again
paper-your-number = Your number
paper-ahead = Ahead of you
paper-ahead-value = { $count }
paper-wait = Wait
paper-windows = Window
paper-windows-value = { $windows }
paper-place = Place
paper-own-series = The hall's system was not reachable; this kiosk gave the number itself. It will be called in order of arrival.
paper-have-ready = Please have ready: { $papers }
paper-scan = Scan to follow the queue
paper-scan-guide = Scan for the guide
paper-foot = { $issued } · { $kiosk }
paper-bring = What to bring

# --- cards and codes

queue-unknown-booking = There is no such appointment
queue-booking-early = It is too early for this appointment
queue-booking-late = The time of this appointment is over
queue-booking-used = A ticket was taken with this appointment
do-booking-late = Please take an ordinary ticket, or ask at the service desk.
do-booking-early = Please come back then. You can read the guides meanwhile.
do-booking-used = Please wait with that number. No new ticket is needed.
hint-card = Have your identity card? Lay it on the reader to take a ticket with it
hint-code = Have an appointment or a receipt? Hold its code before the scanner
hint-card-code = Lay your identity card on the reader; hold an appointment or receipt code before the scanner
person = Your card was read. Choose a service and take your ticket; nothing of the card is kept.
person-initial = Your card was read ({ $initial }**). Choose a service and take your ticket; nothing of the card is kept.
home-code = Appointment or case progress
code-title = Type your appointment or receipt code
code-hint = A receipt code has 12 digits and stands on your receipt; an appointment code stands on the page that confirmed it.
code-hint-scan = A receipt code has 12 digits and stands on your receipt; an appointment code stands on the page that confirmed it. Or hold its QR code before the scanner.
code-look-up = Look up
code-looking = Looking it up…
code-clear = Clear
code-mistyped = This code has a slip in it. Please compare it digit by digit.
code-lost = The hall cannot be reached, so nothing can be looked up. Try later, ask at the service desk, or take an ordinary ticket.
code-unknown-code = Nothing was found. Please check the code, or ask at the service desk.
code-too-soon = Too many wrong codes
code-again-at = { $what }. Please try again after { $time }, or ask at the service desk.
code-wrong = It cannot be looked up now. Please ask at the service desk.
booking-title = Your appointment
booking-ready = You can take your ticket now
booking-ready-do = Touch the button below.
booking-early = It is too early
booking-early-do = You can take your ticket from { $time }.
booking-late = The time is over; the place was given back
booking-late-do = Please take an ordinary ticket, or book anew at the service desk.
booking-used = A ticket was taken with this appointment
booking-used-do = Please wait with that number. No new ticket is needed.
booking-take = Take my ticket
found-code = Receipt code
found-done = Done
found-date = Date
found-time = Time
found-span = { $begins }–{ $ends }
found-windows = Where
case-title = Your case
case-accepted-on = Accepted on
case-promised-for = Promised for
case-closed-on = Closed on
case-accepted = Accepted; being worked on
case-accepted-do = When it is decided, collect the result at the window with your acceptance slip.
case-papers-missing = Papers are missing
case-papers-missing-do = Please take a ticket and bring the papers named in your notice. The days until then do not count.
case-decided = Decided
case-decided-do = Please collect the result at the window with your acceptance slip.
case-refused = Refused
case-refused-do = Please collect the written decision at the window; it names the reasons and how to appeal.
