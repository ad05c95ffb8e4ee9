# SPDX-License-Identifier: Apache-2.0
# What the bridge says of its ports and devices.

port-missing = { $port }: there is no device { $path }. Plug it in, or correct path or usb_serial in the hall's file; it is tried again every second
port-usb-missing = { $port }: no USB adapter with serial number { $path } is plugged in. There are: { $found }
port-forbidden = { $port }: this user may not open { $path }. Run: sudo usermod -aG dialout { $user } and log in again
port-busy = { $port }: another program uses { $path }. See which with: fuser -v { $path }
port-not-serial = { $port }: { $path } is no serial device. Correct the path in the hall's file
port-lost = { $port }: { $path } is gone ({ $reason }). Plug it in again; it is tried every second
port-slow = { $port }: { $path } takes no bytes. Look at the wiring; the port is opened anew
port-unusable = { $port }: { $path } cannot be opened: { $reason }
port-open = { $port }: { $path } is open
nothing = none

no-such-bridge = the hall { $hall } has no bridge { $bridge }; it has: { $found }. Name one with --id, or add it under [[bridges]] in the hall's file
no-such-port = the bridge { $bridge } has no port { $port }; it has: { $found }
bad-port-option = --port { $option }: write PORT=PATH, such as counter=/dev/ttyUSB0
