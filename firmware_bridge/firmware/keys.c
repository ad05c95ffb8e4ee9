/* SPDX-License-Identifier: Apache-2.0 */
#include "keys.h"

int8_t keys_scan(struct keys *keys, uint32_t raw)
{
    uint32_t gone_down;

    if (raw != keys->raw) {
        keys->raw = raw;
        keys->rested = 0;
        return NO_KEY;
    }
    if (keys->rested < SETTLED_SCANS && ++keys->rested < SETTLED_SCANS)
        return NO_KEY;
    gone_down = raw & ~keys->down;
    keys->down = raw;
    for (int8_t key = 0; key < 32; key++)
        if (gone_down >> key & 1)
            return key;
    return NO_KEY;
}
