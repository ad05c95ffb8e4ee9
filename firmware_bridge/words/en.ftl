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

# What is wrong with a device. WHERE is the port, and the pad's address on it.
pad-silent = { $where }: the pad does not answer ({ $detail }). Check its power, wiring and address; it is greeted until it answers
pad-firmware = { $where }: the pad's firmware does not fit this program ({ $detail }). Give both the same version
reader-silent = { $where }: the card reader does not answer ({ $detail }). Check its power, wiring and speed
sign-silent = { $where }: the LED sign does not answer ({ $detail }). Check its power, wiring and speed
no-use = { $where }: something was read ({ $detail }), but no part of the hall asks for it. Remove the port, or join the device to a kiosk
