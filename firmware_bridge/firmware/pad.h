/* SPDX-License-Identifier: Apache-2.0 */
/* The pad: keys in, face and tones out (docs/protocol.md section 5). No hardware here. */
#ifndef PAD_H
#define PAD_H

#include "link.h"

/* What a person sees. */
struct face {
    char letters[LETTER_CELLS];
    char digits[DIGIT_CELLS];
    uint8_t waiting;
    uint8_t lamp;
};

void pad_boot(uint8_t address, uint32_t nonce, void (*say)(uint8_t byte));
void pad_take(uint32_t now_ms, uint8_t byte);
void pad_wake(uint32_t now_ms);
/* Type a digit; it travels with the next key. */
void pad_digit(uint32_t now_ms, uint8_t digit);
/* Press a function key; a rating pad's key is KEY_RATE after its button's digit. */
void pad_press(uint32_t now_ms, uint8_t key);
void pad_face(struct face *face);
/* Whether a hand is to be raised now; asking takes it back. */
bool pad_hand(void);

/* Given by the board: sound the beeper. */
void board_tone(uint8_t times, uint16_t length_ms);

#endif
