/* SPDX-License-Identifier: Apache-2.0 */
#include "pad.h"

#include <string.h>

struct press {
    uint16_t number;
    uint32_t until_ms;
};

static struct link link;
static struct press unanswered[UNANSWERED_MAX];
static uint8_t unanswered_count;
static uint16_t presses;
static uint8_t sign;
static uint8_t ticket[TICKET_CHARS];
static uint16_t waiting;
static uint8_t typed[DIGIT_CELLS];
static uint8_t typed_count;
static uint32_t typed_until_ms;
static uint8_t refusal;
static uint32_t refusal_until_ms;
static uint32_t heard_at_ms;

static const uint8_t lamps[] = { SIGN_LAMPS };
static const char instead[][DIGIT_CELLS + 1] = { SIGN_DIGITS };

static uint16_t get16(const uint8_t *from)
{
    return (uint16_t)((uint16_t)from[0] << 8 | from[1]);
}

static void refuse(uint32_t now_ms, uint8_t why)
{
    refusal = why;
    refusal_until_ms = now_ms + REFUSAL_SHOWN_MS;
    board_tone(REFUSAL_TONE_TIMES, REFUSAL_TONE_MS);
}

/* Strike a press from those that wait; false when it does not wait. */
static bool settle(uint16_t number)
{
    for (uint8_t place = 0; place < unanswered_count; place++) {
        if (unanswered[place].number != number)
            continue;
        memmove(unanswered + place, unanswered + place + 1,
                (uint8_t)(--unanswered_count - place) * sizeof *unanswered);
        return true;
    }
    return false;
}

void link_lost(void)
{
    sign = SIGN_NO_HALL;
    waiting = 0;
    while (unanswered_count) {
        unanswered_count--;
        refuse(heard_at_ms, WHY_NO_LINK);
    }
}

void link_heard(const uint8_t *payload, uint32_t now_ms)
{
    switch (payload[0]) {
    case ID_SHOW:
        sign = payload[1];
        memcpy(ticket, payload + 2, TICKET_CHARS);
        waiting = get16(payload + 2 + TICKET_CHARS);
        break;
    case ID_TOOK:
        settle(get16(payload + 1));
        break;
    case ID_REFUSE:
        if (settle(get16(payload + 1)))
            refuse(now_ms, payload[3]);
        break;
    default:
        board_tone(payload[1], get16(payload + 2));
    }
}

void pad_boot(uint8_t address, uint32_t nonce, void (*say)(uint8_t byte))
{
    link_boot(&link, address, nonce, say);
}

void pad_take(uint32_t now_ms, uint8_t byte)
{
    heard_at_ms = now_ms;
    link_take(&link, now_ms, byte);
}

void pad_wake(uint32_t now_ms)
{
    heard_at_ms = now_ms;
    link_wake(&link, now_ms);
    while (unanswered_count && due(now_ms, unanswered[0].until_ms)) {
        settle(unanswered[0].number);
        refuse(now_ms, WHY_NO_ANSWER);
    }
    if (typed_count && due(now_ms, typed_until_ms))
        typed_count = 0;
    if (refusal && due(now_ms, refusal_until_ms))
        refusal = 0;
}

void pad_digit(uint32_t now_ms, uint8_t digit)
{
    if (typed_count == DIGIT_CELLS)
        memmove(typed, typed + 1, --typed_count);
    typed[typed_count++] = digit;
    typed_until_ms = now_ms + DIGITS_KEPT_MS;
}

static uint16_t number_typed(void)
{
    uint16_t number = 0;

    if (!typed_count)
        return NO_NUMBER;
    for (uint8_t place = 0; place < typed_count; place++)
        number = (uint16_t)(number * 10 + typed[place]);
    typed_count = 0;
    return number;
}

void pad_press(uint32_t now_ms, uint8_t key)
{
    uint16_t number = number_typed();
    uint8_t payload[BYTES_PRESSED];

    presses++;
    payload[0] = ID_PRESSED;
    payload[1] = (uint8_t)(presses >> 8);
    payload[2] = (uint8_t)presses;
    payload[3] = key;
    payload[4] = (uint8_t)(number >> 8);
    payload[5] = (uint8_t)number;
    if (!link.open) {
        refuse(now_ms, WHY_NO_LINK);
    } else if (sign == SIGN_NO_HALL) {
        refuse(now_ms, WHY_NO_HALL);
    } else if (unanswered_count == UNANSWERED_MAX || !link_send(&link, now_ms, payload)) {
        refuse(now_ms, WHY_TOO_MANY);
    } else {
        unanswered[unanswered_count].number = presses;
        unanswered[unanswered_count++].until_ms = now_ms + ANSWER_MAX_MS;
        board_tone(KEY_TONE_TIMES, KEY_TONE_MS);
    }
}

/* Put the last characters of a text into cells, against one side. */
static void fill(char *cells, uint8_t count, const uint8_t *text, uint8_t size, bool right)
{
    uint8_t skip = size > count ? (uint8_t)(size - count) : 0;

    memset(cells, ' ', count);
    size = (uint8_t)(size - skip);
    memcpy(cells + (right ? count - size : 0), text + skip, size);
}

static void face_of_ticket(struct face *face)
{
    uint8_t size = TICKET_CHARS, letters = 0;

    while (size && ticket[size - 1] == ' ')
        size--;
    while (letters < size && ticket[letters] >= 'A' && ticket[letters] <= 'Z')
        letters++;
    fill(face->letters, LETTER_CELLS, ticket, letters, false);
    fill(face->digits, DIGIT_CELLS, ticket + letters, (uint8_t)(size - letters), true);
}

void pad_face(struct face *face)
{
    face->lamp = lamps[sign];
    face->waiting = (uint8_t)(waiting > WAITING_SHOWN_MAX ? WAITING_SHOWN_MAX : waiting);
    if (sign == SIGN_NO_HALL)
        face->waiting = 0;
    memset(face->letters, ' ', LETTER_CELLS);
    if (refusal) {
        memset(face->digits, ' ', DIGIT_CELLS);
        face->digits[0] = 'E';
        face->digits[DIGIT_CELLS - 1] = (char)('0' + refusal);
    } else if (typed_count) {
        memset(face->digits, ' ', DIGIT_CELLS);
        for (uint8_t place = 0; place < typed_count; place++)
            face->digits[DIGIT_CELLS - typed_count + place] = (char)('0' + typed[place]);
    } else if (instead[sign][0]) {
        memcpy(face->digits, instead[sign], DIGIT_CELLS);
    } else {
        face_of_ticket(face);
    }
}

bool pad_hand(void)
{
    bool raised = link.hand;

    link.hand = false;
    return raised;
}
