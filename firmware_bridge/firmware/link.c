/* SPDX-License-Identifier: Apache-2.0 */
#include "link.h"

#include <string.h>

#define BIT(kind) ((uint8_t)(1 << (kind)))

static const uint16_t row_checks[ROWS] = { ROW_CHECKS };

static uint8_t *put32(uint8_t *to, uint32_t value)
{
    *to++ = (uint8_t)(value >> 24);
    *to++ = (uint8_t)(value >> 16);
    *to++ = (uint8_t)(value >> 8);
    *to++ = (uint8_t)value;
    return to;
}

static uint32_t get32(const uint8_t *from)
{
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static void say_frame(struct link *link, uint32_t now_ms, uint8_t kind, uint8_t sequence,
                      const uint8_t *payload, uint8_t size)
{
    struct frame frame = {
        .address = link->address,
        .kind = kind,
        .session = kind == KIND_OPEN || !link->open ? 0 : link->session,
        .sequence = sequence,
        .size = size,
        .payload = payload,
    };

    frame_say(&frame, link->say);
    if (kind != KIND_OPEN)
        link->alive_at_ms = now_ms - now_ms % ALIVE_EVERY_MS + ALIVE_EVERY_MS;
}

static void say_hello(struct link *link, uint32_t now_ms)
{
    uint8_t hello[BYTES_HELLO + 2 * ROWS];
    uint8_t *to = hello;

    *to++ = ID_HELLO;
    *to++ = PROTOCOL;
    *to++ = FIRMWARE_VERSION >> 8;
    *to++ = FIRMWARE_VERSION & 0xFF;
    to = put32(to, link->nonce);
    to = put32(to, link->host_nonce);
    to = put32(to, DICTIONARY);
    for (uint8_t row = 0; row < ROWS; row++) {
        *to++ = (uint8_t)(row_checks[row] >> 8);
        *to++ = (uint8_t)row_checks[row];
    }
    say_frame(link, now_ms, KIND_OPEN, 0, hello, sizeof hello);
}

static void say_data(struct link *link, uint32_t now_ms)
{
    say_frame(link, now_ms, KIND_DATA, link->sent, link->outbox[link->first], BYTES_PRESSED);
}

/* Say a frame now, or hold it until the host lets us speak. */
static void put(struct link *link, uint32_t now_ms, uint8_t kind)
{
    if (link->shared) {
        link->held = (uint8_t)(link->held | BIT(kind));
        if (kind != KIND_OPEN)
            link->alive_at_ms = now_ms - now_ms % ALIVE_EVERY_MS + ALIVE_EVERY_MS;
    } else if (kind == KIND_OPEN) {
        say_hello(link, now_ms);
    } else if (kind == KIND_DATA) {
        say_data(link, now_ms);
    } else {
        say_frame(link, now_ms, KIND_ACK, link->heard, 0, 0);
    }
}

/* On a shared line: say what was held; an ack always ends it. */
static void speak(struct link *link, uint32_t now_ms)
{
    if (link->held & BIT(KIND_OPEN))
        say_hello(link, now_ms);
    if ((link->held & BIT(KIND_DATA)) && link->waiting)
        say_data(link, now_ms);
    say_frame(link, now_ms, KIND_ACK, link->heard, 0, 0);
    link->held = 0;
}

static void forget(struct link *link)
{
    link->open = false;
    link->waiting = 0;
    link->sent = link->heard = 0;
    link->held = 0;
}

static void lose(struct link *link)
{
    if (!link->open)
        return;
    forget(link);
    link_lost();
}

static void put_data(struct link *link, uint32_t now_ms)
{
    uint16_t wait_ms = RETRY_MOST_MS;

    if (link->tries < 2) /* 100, 200, then 400 each time */
        wait_ms = (uint16_t)(RETRY_FIRST_MS << link->tries);
    link->tries++;
    link->retry_at_ms = now_ms + wait_ms;
    put(link, now_ms, KIND_DATA);
}

static void begin(struct link *link, uint32_t now_ms)
{
    link->sent++;
    link->tries = 0;
    put_data(link, now_ms);
}

static void greeted(struct link *link, uint32_t now_ms, const struct frame *frame)
{
    uint8_t nonces[8];
    uint32_t host_nonce;

    if (frame->size != BYTES_GREET || frame->payload[0] != ID_GREET)
        return;
    host_nonce = get32(frame->payload + 2);
    if (!link->open || host_nonce != link->host_nonce) {
        lose(link);
        link->host_nonce = host_nonce;
        link->nonce++;
        forget(link);
        put32(put32(nonces, host_nonce), link->nonce);
        link->session = crc16(CRC_START, nonces, sizeof nonces);
        link->open = true;
        link->alive_at_ms = now_ms - now_ms % ALIVE_EVERY_MS + ALIVE_EVERY_MS;
        link->silent_at_ms = now_ms + SILENCE_MAX_MS;
    }
    put(link, now_ms, KIND_OPEN); /* if the session goes on, our answer was lost */
}

/* Whether a payload is a command that a host may say. */
static bool command(const struct frame *frame)
{
    const uint8_t *payload = frame->payload;

    if (frame->size == 0)
        return false;
    switch (payload[0]) {
    case ID_SHOW:
        if (frame->size != BYTES_SHOW || payload[1] > SIGN_MAX)
            return false;
        for (uint8_t place = 2; place < 2 + TICKET_CHARS; place++)
            if (payload[place] < ' ' || payload[place] > '~')
                return false;
        return true;
    case ID_TOOK:
        return frame->size == BYTES_TOOK;
    case ID_REFUSE:
        return frame->size == BYTES_REFUSE && payload[3] >= WHY_NO_LINK && payload[3] <= WHY_MAX;
    case ID_BEEP:
        return frame->size == BYTES_BEEP;
    default:
        return false;
    }
}

static void taken(struct link *link, uint32_t now_ms, const struct frame *frame)
{
    if (frame->kind == KIND_ACK) {
        if (link->waiting && frame->sequence == link->sent) {
            link->first = (uint8_t)((link->first + 1) % OUTBOX_MAX);
            if (--link->waiting)
                begin(link, now_ms);
        }
        return;
    }
    if (frame->sequence != (uint8_t)(link->heard + 1)) {
        put(link, now_ms, KIND_ACK);
        return;
    }
    link->heard = frame->sequence;
    put(link, now_ms, KIND_ACK);
    if (command(frame))
        link_heard(frame->payload, now_ms);
}

static void hear(struct link *link, uint32_t now_ms, const struct frame *frame)
{
    if (frame->kind == KIND_POLL) {
        if (frame->address != EVERYBODY)
            return;
        link->shared = true;
        link->hand = link->held & (BIT(KIND_OPEN) | BIT(KIND_DATA));
        return;
    }
    if (frame->address != link->address)
        return;
    if (frame->kind == KIND_OPEN) {
        greeted(link, now_ms, frame);
    } else if (link->open && frame->session == link->session) {
        link->silent_at_ms = now_ms + SILENCE_MAX_MS;
        taken(link, now_ms, frame);
    }
    if (link->shared)
        speak(link, now_ms);
}

void link_boot(struct link *link, uint8_t address, uint32_t nonce, void (*say)(uint8_t byte))
{
    memset(link, 0, sizeof *link);
    link->address = address;
    link->nonce = nonce;
    link->say = say;
    put(link, 0, KIND_OPEN);
}

void link_take(struct link *link, uint32_t now_ms, uint8_t byte)
{
    struct frame frame = { 0 };

    if (reader_take(&link->reader, byte, &frame))
        hear(link, now_ms, &frame);
}

void link_wake(struct link *link, uint32_t now_ms)
{
    if (!link->open)
        return;
    if (due(now_ms, link->silent_at_ms)) {
        lose(link);
        return;
    }
    if (link->waiting && due(now_ms, link->retry_at_ms)) {
        if (link->tries >= TRIES_MAX) {
            lose(link);
            return;
        }
        put_data(link, now_ms);
    }
    if (due(now_ms, link->alive_at_ms))
        put(link, now_ms, KIND_ACK);
}

bool link_send(struct link *link, uint32_t now_ms, const uint8_t *payload)
{
    uint8_t place = (uint8_t)((link->first + link->waiting) % OUTBOX_MAX);

    if (!link->open || link->waiting >= OUTBOX_MAX)
        return false;
    memcpy(link->outbox[place], payload, BYTES_PRESSED);
    if (++link->waiting == 1)
        begin(link, now_ms);
    return true;
}
