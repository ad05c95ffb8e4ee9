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
command-check = name everything that is wrong with a hall's files
command-access = print the logins of a hall's devices
command-report = print a day's figures
command-whatif = play a day again under other rules
command-staffing = say how many windows each half hour needs
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
store-failed = { $reason }
hall-not-ready = the hall did not become ready: is there a broker at { $mqtt }, and does it know the hall's login (hallflow access)?
