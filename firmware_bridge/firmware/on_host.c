/* SPDX-License-Identifier: Apache-2.0 */
/* The firmware's core on a host: one line in (what happens), one line out (what the pad does).
 *
 *   boot ADDRESS NONCE | take MS HEX | wake MS | digit MS DIGIT | press MS KEY
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "pad.h"

static void say(uint8_t byte)
{
    printf("%02x", byte);
}

void board_tone(uint8_t times, uint16_t length_ms)
{
    printf("!%u,%u!", times, length_ms);
}

static void take(uint8_t address, uint32_t now_ms, const char *hex)
{
    unsigned byte;

    for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
        pad_take(now_ms, (uint8_t)byte);
        if (pad_hand())
            printf("%02x00", address);
    }
}

static void show(void)
{
    struct face face;

    pad_face(&face);
    printf("|%.*s|%.*s|%u|%u\n", LETTER_CELLS, face.letters, DIGIT_CELLS, face.digits,
           face.waiting, face.lamp);
}

int main(void)
{
    static char line[8192], text[8192];
    static struct keys keys;
    char word[8];
    uint32_t first, second;
    uint8_t address = 0;

    while (fgets(line, sizeof line, stdin)) {
        text[0] = 0;
        second = 0;
        if (sscanf(line, "%7s %" SCNu32 " %8191s", word, &first, text) < 2)
            return EXIT_FAILURE;
        second = (uint32_t)strtoul(text, NULL, 10);
        if (!strcmp(word, "boot")) {
            address = (uint8_t)first;
            pad_boot(address, second, say);
        } else if (!strcmp(word, "take")) {
            take(address, first, text);
        } else if (!strcmp(word, "wake")) {
            pad_wake(first);
        } else if (!strcmp(word, "digit")) {
            pad_digit(first, (uint8_t)second);
        } else if (!strcmp(word, "press")) {
            pad_press(first, (uint8_t)second);
        } else if (!strcmp(word, "keys")) {
            printf("%d\n", keys_scan(&keys, second));
            continue;
        } else {
            return EXIT_FAILURE;
        }
        show();
    }
    return EXIT_SUCCESS;
}
