# SPDX-License-Identifier: Apache-2.0
# What is wrong in a hall's files; `.do` says what to do about it, `.form`
# says both to somebody who fills in a form and knows no keys.

what-then-do = { $what }; { $do }

# The file itself
cannot-read = cannot be read: { $reason }
    .do = check the path and that this user may read it
not-utf8 = is not UTF-8 text
    .do = save the file as UTF-8
not-toml = is not TOML: { $reason }
    .do = mend the line named; text stands in quotes, lists in [ ], tables in { "{ }" }
too-deep = has lists in lists without end
    .do = mend the brackets
too-large = is larger than { $most } bytes
    .do = move pictures and long texts to files of their own
no-such-file = there is no file '{ $file }' in { $folder }
    .do = put it there, or mend the name

# Why the operating system refused something
system-no-such-file = there is no such file or folder
system-no-folder = a part of the path is not a folder
system-is-folder = this is a folder, not a file
system-exists = this is there already
system-not-allowed = this user may not do that
system-read-only = the disk can only be read
system-busy = another program is using it
system-address-in-use = another program uses this address
system-address-elsewhere = this machine does not have this address
system-no-space = the disk is full
system-damaged = the disk or the line does not answer as it should
system-name-too-long = the name is too long
system-too-many-open = too many files are open
system-refused = nobody answers there
system-timed-out = no answer in time
system-unreachable = there is no way to this address
system-other = the system says { $what }

# Keys and values
unknown-key = there is no setting { $key }
    .do = remove it ({ $hint })
    .form = this setting does not exist; take it out of the file by hand
missing-key = is missing
    .do = add it: { $wanted }
    .form = nothing is written here; fill it in
wrong-value = { $value } does not fit
    .do = write { $wanted }
unknown = there is no { $kind } '{ $id }'
    .do = mend the name, or add it ({ $hint })
duplicate = '{ $id }' stands already at { $first }
    .do = change one of them, or remove it
    .form = '{ $id }' is there already; change one of the two, or remove it
unused = nothing uses the { $kind } '{ $id }'
    .do = use it, or remove it
did-you-mean = did you mean '{ $name }'?
there-are = there are: { $names }
there-are-none = there are none

a-table = a table
a-list = a list
a-text = text in quotes
text-of = text of { $least } to { $most } characters
a-whole-number = a whole number
a-whole-number-from = a whole number, { $range }
a-number = a number
a-number-from = a number, { $range }
from-to = from { $least } to { $most }
above-to = above { $least }, at most { $most }
true-or-false = true or false
a-date = a date such as 2026-10-01
one-of = one of: { $names }
an-id = a name of 1 to 64 letters a-z, digits, '.', '_' or '-' that begins with a letter or digit
a-url = an address such as "http://192.0.2.7:8000/hall", without a name and password in it
a-span = a part of the day such as "08:30-12:00"
a-prefix = one or two capital letters, without I and O
a-letter = one capital letter, not I or O
a-keyword = one word without spaces, commas or semicolons, such as "buspass"
a-telephone-number = a telephone number such as "0571-87654321"

kind-service = service
kind-service-or-department = service or department
kind-department = department
kind-window = window
kind-theme = theme
kind-life-event = life event
kind-floor = floor
kind-zone = zone
kind-printer = printer
kind-kiosk = kiosk
kind-language = language in the hall's languages

# The hall
no-time-zone = there is no time zone '{ $name }'
    .do = write a name such as Asia/Shanghai
no-language = names no language
    .do = name at least one, such as "zh"
department-empty = the department '{ $id }' has no service
    .do = give it a service, or remove it
service-like-department = a service and a department are both called '{ $id }'
    .do = rename one of them: a window's takes may name either
    .form = a service and a department are both called '{ $id }'; rename one of them, or nobody knows which of them a window takes
service-untaken = no window takes the service '{ $id }'
    .do = add it, or its department, to the takes of a window
    .form = no window takes the service '{ $id }'; add it, or its department, to what a window takes
takes-nothing = takes nothing
    .do = name a service or a department
promise-missing = promised days are missing, and this case takes time
    .do = add promised_days, or make it an immediate case
    .form = this case takes time, but no time is promised; fill in the promised time, or choose that it is done at once
promise-too-long = the promise of { $promised } days is longer than the { $statutory } days of the law
    .do = promise at most { $statutory } days
immediate-too-long = an immediate case cannot take { $promised } days
    .do = promise 0 or 1 day, or make it time_limited
    .form = a case done at once cannot take { $promised } days; promise 0 or 1 day, or choose another kind of case
consultation-days = a consultation has no promised days
    .do = remove promised_days, or change case_type
    .form = advice has no promised time; leave this empty, or choose another kind of case
prefix-taken = the letters '{ $prefix }' belong to '{ $other }'
    .do = choose other letters, or two people get the same number
letter-collides = the letter '{ $letter }' before '{ $prefix }' looks like the numbers of '{ $other }'
    .do = choose another letter
dates-backwards = ends on { $last }, before it begins on { $first }
    .do = exchange the dates
notice-never = is shown on no day
    .do = name days from 1 (Monday) to 7, or leave weekdays out
    .form = is shown on no day; name days from 1 (Monday) to 7
ordinary-missing = there is no class '{ $id }'
    .do = add one with the id "{ $id }": it is everybody's who belongs to no other
    .form = there is no class '{ $id }'; add one with this id: it is everybody's who belongs to no other
deadline-falls = is shorter than { $other }
    .do = make it at least as long

# Hours
span-backwards = { $span } ends before it begins
    .do = write the earlier time first; over midnight, write two
span-overlaps = { $span } overlaps { $other }
    .do = make one of the two, or part them
week-empty = is closed all week
    .do = give a day hours, or leave the setting out
    .form = is closed all week; give a day hours
extra-empty = { $date } has no hours
    .do = give it hours, or name the date under closed
    .form = { $date } has no hours; give it hours, or move the date to those on which the hall is closed
make-up-unused = is named but never used
    .do = remove it, or set holidays to a country
    .form = is used only where public holidays are heeded; leave it at its default, or choose public holidays
last-ticket-never = no stretch of hours is longer than { $minutes } minutes: no number could ever be taken
    .do = write fewer minutes, or longer hours
service-never-open = the service '{ $id }' has hours on no day on which the hall is open
    .do = let its hours lie within those of the hall, or give a window of it extended_hours
    .form = the service '{ $id }' has hours on no day on which the hall is open; let its hours lie within those of the hall, or let a window of it be open longer
quota-never = the service is never open in { $span }
    .do = let it lie within the hours of the service, or remove it
slot-never = no stretch of the service's hours has room for { $minutes } minutes
    .do = write shorter slots, or longer hours
relief-nothing = the window takes all of this anyway
    .do = name what it takes besides, or remove the relief

# Devices
id-of-hall = '{ $id }' is the hall's own name on the bus
    .do = choose another id
    .form = '{ $id }' is the hall's own name on the bus; choose another id
strip-windows = a strip shows one window, here are { $count }
    .do = name one window, or make it a board
    .form = a strip shows one window, here are { $count }; choose one window, or make it a board
port-place = needs either the path of the device or the serial number of its USB adapter
    .do = name path or usb_serial, not both
    .form = the device file or the serial number of the USB adapter must say where the line is, and only one of the two; fill in one, leave the other empty
pads-unused = a port with the driver { $driver } has no pads
    .do = remove them, or change the driver
reader-kiosk = a { $driver } reader stands at no kiosk
    .do = name the kiosk it stands at: kiosk = "…"
    .form = a { $driver } reader stands at no kiosk; choose the kiosk it stands at
reader-twice = the kiosk { $kiosk } has another { $driver } reader
    .do = keep one of the two, or name another kiosk
    .form = the kiosk { $kiosk } has another { $driver } reader; keep one of the two, or choose another kiosk
kiosk-unused = a port with the driver { $driver } belongs to no kiosk
    .do = remove kiosk, or change the driver
    .form = a line with the driver { $driver } belongs to no kiosk; choose none here, or another driver
initial-unused = a port with the driver { $driver } reads no cards
    .do = remove initial, or change the driver
    .form = a line with the driver { $driver } reads no cards; take out the tick, or choose another driver
levels-unused = only a rating pad has levels
    .do = remove it, or make it a rating pad
    .form = only a rating pad has levels; leave this empty, or make it a rating pad
strip-kind = strips (kind = "strip") stand on ports with the driver { $driver }, and nothing else does
    .do = move it to such a port, or make it a call pad
    .form = strips stand on lines with the driver { $driver }, and nothing else does; move it to such a line, or choose another kind
registers-unused = only a panel with the driver { $driver } has registers
    .do = remove them, or correct the driver
    .form = only a panel with the driver { $driver } has registers; leave them empty, or choose that driver
strip-unused = only a strip (kind = "strip") has a size
    .do = remove the size, or make it a strip
    .form = only a strip has a size; leave it empty, or make it a strip
levels-unreachable = no key reaches level { $levels }
    .do = give each level a key, or name it in unreachable_levels
    .form = no key reaches level { $levels }; give each level a key, or name it under the levels without a key
levels-reachable = level { $levels } has a key all the same
    .do = remove it here
printer-needs = a printer on { $transport } needs { $key }
    .do = add it
    .form = a printer that is reached this way needs this; fill it in
printer-slow = a drawn ticket takes about { $seconds } s on a line of { $baud } baud
    .do = set the printer and this key to 115200 (a ticket takes 3 s then), or, if the printer has Chinese fonts, write encoding = "gb18030" (Chinese and English are text then)
    .form = a drawn ticket takes about { $seconds } s on a line of { $baud } baud; set the printer and this to 115200 (a ticket takes 3 s then), or choose the printer's Chinese fonts if it has them (Chinese and English are text then)
printer-unused-key = a printer on { $transport } does not use { $key }
    .do = remove it
    .form = a printer that is reached this way does not use this; leave it empty or at its default

# Guides
guide-of-nothing = there is no service '{ $id }' for this guide
    .do = name the file by the id of its service ({ $hint })
guide-empty = says nothing
    .do = add at least one
fee-missing = a fee is charged but none is named
    .do = add it with its standard and its legal basis, or set charged to false
    .form = a fee is charged but none is named; add one with how much and by which right, or take out the tick that a fee is charged
fee-but-free = says that nothing is charged, but fees are named
    .do = set it to true, or remove the fees
    .form = fees are named, but the tick that a fee is charged is not set; set it, or remove the fees
paper-when-missing = does not say to whom the paper applies
    .do = add when, or make it required
    .form = does not say to whom the paper applies; say it, or choose that the paper is always needed
paper-when-unused = is said of a paper that everybody brings
    .do = remove it, or set necessity to "if-applicable"
    .form = is said of a paper that everybody brings; leave it empty, or choose that the paper is for some people only
version-falls = version { $version } comes after version { $before }
    .do = number the versions upwards, oldest first
version-date-falls = is valid from { $date }, not after { $before } of the version before it
    .do = give each version a later date

# What the commands say
check-good = { $file }: good: { $departments } departments, { $services } services, { $windows } windows, { $clerks } clerks, { $devices } devices, { $guides } guides
check-bad = { $count ->
    [one] 1 fault
   *[other] { $count } faults
}: mend the lines above
