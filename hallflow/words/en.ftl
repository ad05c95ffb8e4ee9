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
