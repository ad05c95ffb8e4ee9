/* SPDX-License-Identifier: Apache-2.0 */
/* What the pads are made of: an ATmega328P at 16 MHz. Wiring: docs/firmware.md */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stdint.h>

/* Set up ports, timers, serial line and watchdog. */
void board_begin(void);
uint32_t board_ms(void);
/* Address (EEPROM byte 0, 1 when it was never written) and a nonce that no earlier boot had. */
uint8_t board_address(void);
uint32_t board_nonce(void);

/* Serial line. */
bool board_heard(uint8_t *byte);
void board_say(uint8_t byte);
/* Raise a hand in our slot after the poll that has just ended. */
void board_raise_hand(uint8_t address);

/* Stop the chip's core until a byte comes or a millisecond ends. */
void board_rest(void);

/* One scan of all contacts, a bit each. */
uint32_t board_contacts(void);
/* Lamp: which of the two, burning now. */
void board_lamp(bool red, bool green);
void board_beeper(bool on);
/* Eight cells of seven segments, left to right. */
void board_cells(const char cells[8]);

#endif
