/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of docs/protocol.md, section 1: borders, COBS, CRC. No hardware here. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "dictionary.h"

/* One frame, checked; `payload` points into the reader and lives until the next byte. */
struct frame {
    uint8_t address;
    uint8_t kind;
    uint16_t session;
    uint8_t sequence;
    uint8_t size;
    const uint8_t *payload;
};

/* Bytes between two borders so far. */
struct reader {
    uint8_t body[FRAME_BYTES_MAX];
    uint8_t size;
    bool skipping;
};

/* Add bytes to a CRC-16/CCITT. */
uint16_t crc16(uint16_t crc, const uint8_t *data, uint8_t size);

/* Take a byte of the line; true when a frame ended with it. */
bool reader_take(struct reader *reader, uint8_t byte, struct frame *frame);

/* Say a frame, with its borders, byte by byte. */
void frame_say(const struct frame *frame, void (*say)(uint8_t byte));

#endif
