/* SPDX-License-Identifier: Apache-2.0 */
/* Keys without bounce. No hardware here. */
#ifndef KEYS_H
#define KEYS_H

#include <stdint.h>

/* Scans, 3 ms apart, for which a contact must rest before it counts. */
#define SETTLED_SCANS 4
#define NO_KEY (-1)

struct keys {
    uint32_t raw, down; /* a bit a key: seen last, and settled */
    uint8_t rested;
};

/* Take one scan of all contacts, a bit each; return the key that went down, or NO_KEY.
 * When several go down in one scan, the lowest counts: nobody means two. */
int8_t keys_scan(struct keys *keys, uint32_t raw);

#endif
