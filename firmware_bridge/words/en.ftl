# SPDX-License-Identifier: Apache-2.0
# What the bridge says of its ports and devices.

port-missing = { $port }: there is no device { $path }. Plug it in, or correct its path: hallflow bridge ports lists those there are
port-usb-missing = { $port }: no USB adapter with serial number { $path } is plugged in. There are: { $found }
port-forbidden = { $port }: this user may not open { $path }. Run: sudo usermod -aG dialout { $user } and log in again
port-busy = { $port }: another program uses { $path }. See which with: fuser -v { $path }
port-not-serial = { $port }: { $path } is no serial device. Correct the path in the hall's file
port-lost = { $port }: { $path } is gone ({ $reason }). Plug it in again
port-slow = { $port }: { $path } takes no bytes. Look at the wiring; the port is opened anew
port-unusable = { $port }: { $path } cannot be opened: { $reason }
port-open = { $port }: { $path } is open
nothing = none

no-such-bridge = the hall { $hall } has no bridge { $bridge }; it has: { $found }. Name one with --id, or add it under [[bridges]] in the hall's file
no-such-port = the bridge { $bridge } has no port { $port }; it has: { $found }
bad-port-option = --port { $option }: write PORT=PATH, such as counter=/dev/ttyUSB0

# What is wrong with a device. WHERE is the port, and the pad's address on it.
pad-silent = { $where }: the pad does not answer ({ $detail }). Check its power, wiring and address; it is greeted until it answers
pad-firmware = { $where }: the pad's firmware does not fit this program ({ $detail }). Give both the same version
reader-silent = { $where }: the card reader does not answer ({ $detail }). Check its power, wiring and speed
sign-silent = { $where }: the LED sign does not answer ({ $detail }). Check its power, wiring, address and speed
sign-refused = { $where }: the LED sign refuses its text ({ $detail }). Check the strip's place and size in the hall's file
no-card-key = { $where }: cards are not read, for the key is missing ({ $detail }). Give the bridge the file with --credentials

# A printer on a line of its own; the codes are those of bus/printer_status.py.
printer-no-answer = { $where }: the printer does not answer{ $detail }. Check its power, cable and speed; another program may hold it
cover-open = { $where }: the printer's cover is open{ $detail }. Close it
paper-out = { $where }: the printer has no paper{ $detail }. Put in a new roll
paper-low = { $where }: the printer's paper runs out soon{ $detail }. Have a roll at hand
cutter-jam = { $where }: the printer's cutter is stuck{ $detail }. Open the cover and free it
printer-broken = { $where }: the printer reports an error that does not pass{ $detail }. Switch it off and on; if it stays, call service
printer-error = { $where }: the printer reports an error{ $detail }. Open and close the cover
printer-offline = { $where }: the printer is offline{ $detail }. Press its online key

# Recordings, `hallflow bridge decode`
capture-there = { $path } is there already; name a new file for --record
capture-not-written = { $path } cannot be written: { $reason }. The bridge goes on without recording
capture-full = { $path } has reached its largest size: recording has ended, the bridge goes on
capture-none = { $path } is no recording of ours: its first line is not "{ $first }". Make one with: hallflow bridge --record FILE
capture-bad-line = { $path }, line { $line }: cut off or changed by hand; what stands above has been read
capture-not-read = { $path } cannot be read: { $reason }

# `hallflow bridge ports`
ports-none = There is no serial port. Plug an adapter in; a port is named /dev/ttyUSB0, /dev/ttyACM0 or /dev/ttyS0
ports-usb = { $path }  USB { $usb }  serial number { $serial }  { $about }
ports-meant = port { $port } of { $bridge }: driver { $driver }, { $baud } baud, { $pads } pads
ports-usable = free

# `hallflow bridge console`
console-open = { $path } is open. "<" comes from the device, ">" goes to it, "=" is what the bridge makes of it
console-help = Type: show SIGN TICKET WAITING | took PRESS | refuse PRESS WHY | beep TIMES MS | raw HEX | help | quit
    (SIGN: no-hall closed free calling serving rating paused; WHY: no-hall no-answer nobody-waiting not-now window-closed too-soon)
console-unknown = "{ $typed }" is no command; type help
console-bad = { $name }: a value is missing, or is none that it can have
console-listens = with --listen nothing is written
console-no-session = there is no session with the device: it does not answer, or it has no beeper of ours

# Frames in words
frame = pad { $address } [{ $session }] { $said }
frame-ack = has all up to { $sequence }
frame-data = { $sequence }: { $said }
frame-poll = who has something to say?
frame-hand = pad { $address } raises its hand
frame-no-command = no command: { $reason }
frame-fault = broken bytes: { $reason }
fault-too-long = too long for a frame
fault-not-cobs = zeros not taken out
fault-too-short = too short for a frame
fault-crc = wrong checksum
fault-kind = unknown kind of frame
said-greet = greeting, protocol { $protocol }, nonce { $host-nonce }
said-hello = hello, protocol { $protocol }, firmware { $version }, nonces { $host-nonce } and { $board-nonce }, dictionary { $dictionary }, checks { $checks }
said-pressed = press { $press }: key "{ $button }", digits { $number }
said-show = show "{ $sign }", ticket "{ $ticket }", { $waiting } waiting
said-text = the strip says "{ $text }"
said-took = press { $press } was done
said-refuse = press { $press } was refused: { $why }
said-beep = { $times } beeps of { $length } ms
read-key = pad { $address }, press { $press }: key "{ $button }", digits { $number }
read-rating = rating pad { $address }, press { $press }: button { $button }
read-card = a card was read (its contents are not shown)
read-code = a code of { $size } characters was read
read-cleared = over: { $code }
bytes-private = { $count } bytes of a card reader, not shown

key-next = next
key-recall = recall
key-pass-over = pass over
key-finish = finish
key-pause = pause
key-arrive = arrive
key-hold = hold
key-call-back = call back
key-rate = rate
sign-no-hall = no hall
sign-closed = closed
sign-free = free
sign-calling = calling
sign-serving = serving
sign-rating = rating
sign-paused = paused
why-no-link = no link
why-no-hall = no hall
why-no-answer = no answer
why-nobody-waiting = nobody waiting
why-not-now = not now
why-window-closed = window closed
why-too-soon = too soon
why-too-many = too many
why-unknown = unknown

# What an LED strip says. A line here is a row there; what does not fit gives way to a shorter one.
strip-no-hall =
    Calls interrupted
    Please wait
strip-no-hall-short = Wait
strip-closed = Closed
strip-free =
    Window { $window }
    Welcome
strip-free-short = Welcome
strip-calling =
    { $number }
    to window { $window }
strip-serving =
    { $number }
    at window { $window }
strip-rating =
    { $number }
    Rate window { $window }
strip-paused =
    Window { $window }
    Paused
strip-paused-because =
    Paused
    { $reason }
strip-paused-short = Paused
strip-away =
    Back soon
    Please wait
strip-away-short = Wait
