/* SPDX-License-Identifier: Apache-2.0 */
/* The board's end of the link, docs/protocol.md sections 3 and 6. No hardware here. */
#ifndef LINK_H
#define LINK_H

#include "frames.h"

struct link {
    struct reader reader;
    uint8_t outbox[OUTBOX_MAX][BYTES_PRESSED];
    uint8_t first, waiting; /* of the outbox */
    uint8_t address;
    uint8_t sent, heard; /* sequences */
    uint8_t tries;
    uint8_t held; /* kinds of frames held on a shared line, one bit each */
    bool open, shared;
    bool hand; /* a hand is to be raised; whoever raises it clears this */
    uint16_t session;
    uint32_t nonce, host_nonce;
    uint32_t retry_at_ms, alive_at_ms, silent_at_ms;
    void (*say)(uint8_t byte);
};

/* Given by whoever uses the link. */
void link_lost(void);
void link_heard(const uint8_t *payload, uint32_t now_ms);

/* Boot with a nonce no earlier boot had, and say hello. */
void link_boot(struct link *link, uint8_t address, uint32_t nonce, void (*say)(uint8_t byte));
/* Take a byte of the line. */
void link_take(struct link *link, uint32_t now_ms, uint8_t byte);
/* Do what is due. */
void link_wake(struct link *link, uint32_t now_ms);
/* Send a press; false when there is no session or too much waits. */
bool link_send(struct link *link, uint32_t now_ms, const uint8_t *payload);

/* Whether a moment has come; right even when the count of milliseconds begins anew. */
static inline bool due(uint32_t now_ms, uint32_t at_ms)
{
    return (int32_t)(now_ms - at_ms) >= 0;
}

#endif
