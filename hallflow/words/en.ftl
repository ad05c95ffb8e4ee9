# SPDX-License-Identifier: Apache-2.0
# What the command says.

# --- what keeps it from working ---------------------------------------------------------------

data-unusable = the data folder { $path } cannot be used: { $reason }; give another with --data, or free it
data-foreign = { $path } holds files that are no hall's data; give an empty or new folder with --data
data-of-another-hall = { $path } is the data of hall { $theirs }, not of { $ours }; each hall needs a folder of its own
data-in-use = { $path } is in use by another server (process { $holder }); stop that one first
data-damaged = { $path } is damaged ({ $reason }); bring it back from a backup
data-too-new = { $path } was written by a later hallflow; install that version
data-missing = { $path } is no hall's data; start the hall once with: hallflow up --config FILE --data { $path }
address-taken = the { $what } address { $host }, port { $port }, cannot be had: { $reason }; choose another
broker-unknown = --broker { $wish } is neither auto, embedded, mosquitto nor an address such as mqtt://192.0.2.1:1883
broker-failed = the { $kind } broker did not start: { $reason }
tls-unusable = the certificate { $cert } and its key { $private } cannot be used: { $reason }; give both in PEM form, readable by this user
tls-half = --tls-cert and --tls-key belong together; give both or none
no-mosquitto = there is no mosquitto on this machine; install it, or use --broker embedded
no-broker = neither mosquitto nor amqtt is installed; install one of them: apt install mosquitto, or pip install 'hallflow[hall]'
same-login = { $reason }; give the devices of the configuration ids of their own
command-unknown = there is no command { $name }; hallflow --help lists them
cannot-write = { $path } cannot be written: { $reason }
part-unknown = the hall has no device { $name }; it has { $known }

# --- hallflow --help --------------------------------------------------------------------------

usage = usage: hallflow COMMAND [options]
about = Runs a service hall: kiosks, tickets, calls, displays, ratings and reports.
more = hallflow COMMAND --help tells more. Start here: hallflow demo
command-demo = open a whole hall on this machine, with people in it
command-up = run a hall: server, message broker, web pages
command-kiosk = the touch screen where people take a number
command-caller = a strip over one window, a board for many, the voice
command-evaluator = the rating pad at one window
command-bridge = join pads and readers on serial lines
command-watch = keep a window running: start it anew when it hangs
watch-quiet-help = seconds without a sign of life after which a window counts as hanging
watch-arguments-help = what that window's own command takes
command-check = name everything that is wrong with a hall's files
command-access = print the logins of a hall's devices
command-account = who may sign in to the pages
command-token = which programs may use the hall's interface
command-report = print a day's figures
command-whatif = play a day again under other rules
command-staffing = say how many windows each half hour needs
command-survey = draw the monthly survey, read its answers, work out scores
command-describe = write the files made from the bus contract

# --- hallflow describe ------------------------------------------------------------------------

into-help = checkout to write into (default: the current folder)
check-help = write nothing; name the files that differ and exit with 1
drifted = { $name } differs from the contract; write it again with: hallflow describe
described = { $count ->
    [one] { $count } file written
   *[other] { $count } files written
}

# --- hallflow access --------------------------------------------------------------------------

part-help = only this device
json-help = as the JSON file that every part takes with --credentials
acl-help = as mosquitto's access list
passwords-help = as mosquitto's password file
column-kind = kind
column-login = login
column-password = password

# --- hallflow up ------------------------------------------------------------------------------

host-help = address to listen on, for pages and broker (default: the hall's file, else 127.0.0.1)
web-port-help = port of the pages; 0 takes a free one
mqtt-port-help = port of the broker; 0 takes a free one
tls-cert-help = serve the pages by https: certificate (PEM, with its chain)
tls-key-help = serve the pages by https: private key (PEM, without password)
open-to-all = Careful: whoever reaches { $host } may act as clerk and manager, because [accounts] required is false in the hall's file
setup-line = First start: open { $address } and type the one-time code { $code }
always-open-help = open at any hour, whatever the hall's hours say: to try a hall or show it
store-failed = { $reason }
hall-not-ready = the hall did not become ready: is there a broker at { $mqtt }, and does it know the hall's login (hallflow access)?

# --- hallflow demo ----------------------------------------------------------------------------

demo-config = folder or hall.toml of the hall, or the name of an example (default: township)
demo-data = keep everything in this folder (default: a temporary one)
demo-headless = open no windows
demo-for = end after this many seconds (default: at Ctrl-C)
demo-speed = hall seconds in a second (default: { $most })
demo-seed = another number, other people
demo-positive = { $text } is no number above 0
demo-account = Sign in with { $name } and { $password }: that account may do everything
demo-open = The hall is open: { $web } (clerks: { $web }/clerk, manager: { $web }/manager). Ctrl-C closes it.
demo-not-started = the demo's hall did not open: { $reason }
demo-fell = the program { $name } ended: { $reason }
demo-unsettled = not everything came to an end in time: { $what }
table-window = Window
table-state = State
table-number = Number
table-service = Service
table-waiting = Waiting
table-clerk = Clerk
table-foot = { $came } came, { $given } took a number, { $served } served, { $rated } rated
table-left = { $seconds } s left
state-closed = closed
state-free = free
state-calling = calling
state-serving = serving
state-rating = rating
state-paused = paused
state-away = away

# what the demo's checks find

found-number-twice = number { $number } was given { $count } times
found-ticket-twice = ticket { $ticket } was issued { $count } times
found-not-in-log = kiosk { $kiosk } gave number { $number }, which the log does not have
found-not-at-kiosk = the log gave { $kiosk } number { $number }, which the kiosk never got
found-papers = { $kiosk } printed number { $number } on { $count } papers
found-paper-unknown = the hall does not know what became of the paper of { $number } at { $kiosk }
found-called-after = { $number } was called to window { $window } after it had ended
found-two-windows = { $number } was called to window { $window } while it was at another
found-lost = { $number } is lost: it neither waits nor has an end
found-display = { $display } shows "{ $shown }" for window { $window }; the log says "{ $true }"
found-unseen = { $what }: the log has { $kept }, people saw { $seen }
found-figures = { $what }: the hall's figures say { $told }, the log { $kept }
found-report = { $what }: the printed report says { $told }, the log { $kept }
