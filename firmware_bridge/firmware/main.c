/* SPDX-License-Identifier: Apache-2.0 */
/* Call pad, or with RATING_PAD the five-button rating pad: one loop that never waits. */
#include <avr/wdt.h>
#include <string.h>

#include "board.h"
#include "keys.h"
#include "pad.h"

#define SCAN_EVERY_MS 3
#define BLINK_MS 256
#define BEEP_MS_MAX 1000
#define BEEPS_MAX 10

#ifdef RATING_PAD
#define BUTTONS 5
#else
#define DIGIT(digit) (0x80 | (digit))
/* Keys by row and column of the matrix. */
static const uint8_t meanings[] = {
    DIGIT(1), DIGIT(2), DIGIT(3), KEY_NEXT,      KEY_RECALL, /* row 0 */
    DIGIT(4), DIGIT(5), DIGIT(6), KEY_ARRIVE,    KEY_PASS_OVER,
    DIGIT(7), DIGIT(8), DIGIT(9), KEY_FINISH,    KEY_HOLD,
    0,        DIGIT(0), 0,        KEY_CALL_BACK, KEY_PAUSE,
};
#endif

/* Beeps to come: more of a tone are not kept, a person would not tell them apart. */
static struct {
    uint8_t halves; /* sounds and pauses left */
    uint16_t length_ms;
    uint32_t until_ms;
} tone;

void board_tone(uint8_t times, uint16_t length_ms)
{
    tone.halves = (uint8_t)(2 * (times > BEEPS_MAX ? BEEPS_MAX : times));
    tone.length_ms = length_ms > BEEP_MS_MAX ? BEEP_MS_MAX : length_ms;
    tone.until_ms = board_ms();
}

static void sound(uint32_t now_ms)
{
    if (tone.halves == 0 || !due(now_ms, tone.until_ms))
        return;
    tone.halves--;
    tone.until_ms = now_ms + tone.length_ms;
    board_beeper(tone.halves & 1);
}

static void pressed(uint32_t now_ms, int8_t key)
{
#ifdef RATING_PAD
    if (key < BUTTONS) {
        pad_digit(now_ms, (uint8_t)(key + 1));
        pad_press(now_ms, KEY_RATE);
    }
#else
    uint8_t meaning = key < (int8_t)sizeof meanings ? meanings[key] : 0;

    if (meaning & 0x80)
        pad_digit(now_ms, meaning & 0x0F);
    else if (meaning)
        pad_press(now_ms, meaning);
#endif
}

static void lamp(uint8_t lamp, uint32_t now_ms)
{
    bool burns = (now_ms & BLINK_MS) || lamp == LAMP_GREEN || lamp == LAMP_AMBER;
    bool amber = lamp == LAMP_AMBER || lamp == LAMP_AMBER_BLINKING;

    board_lamp(burns && (amber || lamp == LAMP_RED_BLINKING),
               burns && (amber || lamp == LAMP_GREEN || lamp == LAMP_GREEN_BLINKING));
}

static void show(uint32_t now_ms)
{
    static char shown[8];
    char cells[8];
    struct face face;

    pad_face(&face);
    lamp(face.lamp, now_ms);
    memcpy(cells, face.letters, LETTER_CELLS);
    memcpy(cells + LETTER_CELLS, face.digits, DIGIT_CELLS);
    cells[6] = face.waiting > 9 ? (char)('0' + face.waiting / 10) : ' ';
    cells[7] = face.waiting ? (char)('0' + face.waiting % 10) : ' ';
    if (memcmp(shown, cells, sizeof shown) != 0) {
        memcpy(shown, cells, sizeof shown);
        board_cells(cells);
    }
}

int main(void)
{
    static struct keys keys;
    uint32_t scan_at_ms = 0, now_ms;
    uint8_t address, byte;

    board_begin();
    address = board_address();
    pad_boot(address, board_nonce(), board_say);
    for (;;) {
        wdt_reset();
        now_ms = board_ms();
        while (board_heard(&byte)) {
            pad_take(now_ms, byte);
            if (pad_hand())
                board_raise_hand(address);
        }
        pad_wake(now_ms);
        if (due(now_ms, scan_at_ms)) {
            int8_t key = keys_scan(&keys, board_contacts());

            scan_at_ms = now_ms + SCAN_EVERY_MS;
            if (key != NO_KEY)
                pressed(now_ms, key);
            show(now_ms);
        }
        sound(now_ms);
        board_rest();
    }
}
