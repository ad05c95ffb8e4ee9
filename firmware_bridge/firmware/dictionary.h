/* SPDX-License-Identifier: Apache-2.0 */
/* Made by `python -m firmware_bridge.header` from core/commands.py: do not edit. */
#ifndef DICTIONARY_H
#define DICTIONARY_H

#define DICTIONARY 0x67C41B49UL
#define ROW_CHECKS 0xBA15, 0x9699, 0xDF1A, 0x1098, 0x85D5, 0x25F8, 0xBCD8
#define ROWS 7
#define PROTOCOL 1
#define FIRMWARE_VERSION 256
#define PAYLOAD_BYTES_MAX 64
#define HEAD_BYTES 5
#define CRC_BYTES 2
#define FRAME_BYTES_MAX 72
#define CRC_START 65535
#define RETRY_FIRST_MS 100
#define RETRY_MOST_MS 400
#define TRIES_MAX 6
#define ALIVE_EVERY_MS 500
#define SILENCE_MAX_MS 2500
#define OUTBOX_MAX 8
#define EVERYBODY 0
#define SLOT_US 300
#define SLOTS_BEGIN_US 500
#define NO_NUMBER 65535
#define TICKET_CHARS 6
#define LETTER_CELLS 2
#define DIGIT_CELLS 4
#define WAITING_SHOWN_MAX 99
#define DIGITS_KEPT_MS 5000
#define REFUSAL_SHOWN_MS 1500
#define ANSWER_MAX_MS 4000
#define UNANSWERED_MAX 16
#define KEY_TONE_TIMES 1
#define KEY_TONE_MS 30
#define REFUSAL_TONE_TIMES 3
#define REFUSAL_TONE_MS 80

#define ID_GREET 0x01
#define BYTES_GREET 6
#define ID_HELLO 0x02
#define BYTES_HELLO 16
#define ID_PRESSED 0x10
#define BYTES_PRESSED 6
#define ID_SHOW 0x20
#define BYTES_SHOW 10
#define ID_TOOK 0x21
#define BYTES_TOOK 3
#define ID_REFUSE 0x22
#define BYTES_REFUSE 4
#define ID_BEEP 0x23
#define BYTES_BEEP 4

enum frame_kind {
    KIND_OPEN = 1,
    KIND_DATA = 2,
    KIND_ACK = 3,
    KIND_POLL = 4,
    KIND_MAX = 4
};
enum key {
    KEY_NEXT = 1,
    KEY_RECALL = 2,
    KEY_PASS_OVER = 3,
    KEY_FINISH = 4,
    KEY_PAUSE = 5,
    KEY_ARRIVE = 6,
    KEY_HOLD = 7,
    KEY_CALL_BACK = 8,
    KEY_RATE = 9,
    KEY_MAX = 9
};
enum sign {
    SIGN_NO_HALL = 0,
    SIGN_CLOSED = 1,
    SIGN_FREE = 2,
    SIGN_CALLING = 3,
    SIGN_SERVING = 4,
    SIGN_RATING = 5,
    SIGN_PAUSED = 6,
    SIGN_MAX = 6
};
enum why {
    WHY_NO_LINK = 1,
    WHY_NO_HALL = 2,
    WHY_NO_ANSWER = 3,
    WHY_NOBODY_WAITING = 4,
    WHY_NOT_NOW = 5,
    WHY_WINDOW_CLOSED = 6,
    WHY_TOO_SOON = 7,
    WHY_TOO_MANY = 8,
    WHY_UNKNOWN = 9,
    WHY_MAX = 9
};
enum lamp { LAMP_OFF = 0, LAMP_GREEN = 1, LAMP_GREEN_BLINKING = 2, LAMP_AMBER = 3, LAMP_AMBER_BLINKING = 4, LAMP_RED_BLINKING = 5 };
#define SIGN_LAMPS LAMP_RED_BLINKING, LAMP_OFF, LAMP_GREEN, LAMP_AMBER_BLINKING, LAMP_AMBER, LAMP_GREEN_BLINKING, LAMP_RED_BLINKING
#define SIGN_DIGITS "----", "    ", "    ", "", "", "", "PAUS"

#endif
