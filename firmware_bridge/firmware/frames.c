/* SPDX-License-Identifier: Apache-2.0 */
#include "frames.h"

#include <string.h>

#define CRC_POLYNOMIAL 0x1021

uint16_t crc16(uint16_t crc, const uint8_t *data, uint8_t size)
{
    while (size--) {
        crc ^= (uint16_t)((uint16_t)*data++ << 8);
        for (uint8_t bit = 0; bit < 8; bit++)
            crc = (uint16_t)((crc & 0x8000) ? (crc << 1) ^ CRC_POLYNOMIAL : crc << 1);
    }
    return crc;
}

/* Take the COBS out of the body, in place; return the size, 0 when it is none. */
static uint8_t uncobs(uint8_t *body, uint8_t size)
{
    uint8_t from = 0, to = 0;

    while (from < size) {
        uint8_t code = body[from++];
        uint8_t run = (uint8_t)(code - 1);

        if (run > size - from)
            return 0;
        memmove(body + to, body + from, run);
        to = (uint8_t)(to + run);
        from = (uint8_t)(from + run);
        if (from < size)
            body[to++] = 0;
    }
    return to;
}

static bool decode(struct reader *reader, struct frame *frame)
{
    uint8_t *body = reader->body;
    uint8_t size;

    if (reader->size == 1) { /* a raised hand */
        *frame = (struct frame){ .address = body[0], .kind = KIND_POLL };
        return true;
    }
    size = uncobs(body, reader->size);
    if (size < HEAD_BYTES + CRC_BYTES || crc16(CRC_START, body, size) != 0)
        return false;
    if (body[1] < KIND_OPEN || body[1] > KIND_MAX)
        return false;
    frame->address = body[0];
    frame->kind = body[1];
    frame->session = (uint16_t)((uint16_t)body[2] << 8 | body[3]);
    frame->sequence = body[4];
    frame->payload = body + HEAD_BYTES;
    frame->size = (uint8_t)(size - HEAD_BYTES - CRC_BYTES);
    return true;
}

bool reader_take(struct reader *reader, uint8_t byte, struct frame *frame)
{
    bool found = false;

    if (byte == 0) {
        if (!reader->skipping && reader->size > 0)
            found = decode(reader, frame);
        reader->size = 0;
        reader->skipping = false;
    } else if (!reader->skipping) {
        if (reader->size == FRAME_BYTES_MAX)
            reader->skipping = true;
        else
            reader->body[reader->size++] = byte;
    }
    return found;
}

void frame_say(const struct frame *frame, void (*say)(uint8_t byte))
{
    uint8_t body[HEAD_BYTES + PAYLOAD_BYTES_MAX + CRC_BYTES];
    uint8_t size = (uint8_t)(HEAD_BYTES + frame->size);
    uint8_t start = 0;
    uint16_t crc;

    body[0] = frame->address;
    body[1] = frame->kind;
    body[2] = (uint8_t)(frame->session >> 8);
    body[3] = (uint8_t)frame->session;
    body[4] = frame->sequence;
    if (frame->size > 0)
        memcpy(body + HEAD_BYTES, frame->payload, frame->size);
    crc = crc16(CRC_START, body, size);
    body[size++] = (uint8_t)(crc >> 8);
    body[size++] = (uint8_t)crc;
    say(0);
    for (uint8_t end = 0; end <= size; end++) {
        if (end < size && body[end] != 0)
            continue;
        say((uint8_t)(end - start + 1));
        while (start < end)
            say(body[start++]);
        start = (uint8_t)(end + 1);
    }
    say(0);
}
