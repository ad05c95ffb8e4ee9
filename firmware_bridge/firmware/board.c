/* SPDX-License-Identifier: Apache-2.0 */
#include "board.h"

#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <util/atomic.h>

#include "dictionary.h"

#define BAUD_SETTING 16 /* 115200 at 16 MHz with U2X: 2.1 % fast, within what a UART bears */
#define RING_BYTES 128  /* a power of two; the longest frame has 75 bytes */
#define TICK_US 4       /* of timer 1 */
#define ROWS_OF_KEYS 4
#define COLUMNS 5
#define MAX7219_DECODE 0x09
#define MAX7219_BRIGHTNESS 0x0A
#define MAX7219_CELLS 0x0B
#define MAX7219_ON 0x0C
#define MAX7219_TEST 0x0F
#define BOOT_SLOTS 8
#define BOOTS ((uint32_t *)16) /* in the EEPROM */

/* Port D: 0, 1 line; 2 RS-485 driver; 4 to 7 columns 0 to 3. Port B: 0 column 4; 1 beeper;
 * 2 display select; 3, 5 display data and clock. Port C: 0 to 3 rows; 4 red; 5 green. */
#define DRIVER PD2
#define BEEPER PB1
#define SELECT PB2
#define RED PC4
#define GREEN PC5

static volatile uint32_t ms;
static volatile uint8_t heard[RING_BYTES], to_say[RING_BYTES];
static volatile uint8_t heard_in, heard_out, say_in, say_out;
static volatile uint16_t border_at; /* of timer 1 */
static volatile uint8_t hand;

ISR(TIMER0_COMPA_vect)
{
    ms++;
}

ISR(USART_RX_vect)
{
    uint8_t byte = UDR0;
    uint8_t next = (uint8_t)(heard_in + 1) % RING_BYTES;

    if (byte == 0)
        border_at = TCNT1;
    if (next != heard_out) { /* a full ring loses bytes; the CRC sees it */
        heard[heard_in] = byte;
        heard_in = next;
    }
}

ISR(USART_UDRE_vect)
{
    if (say_in == say_out) {
        UCSR0B &= (uint8_t)~_BV(UDRIE0);
        return;
    }
    UCSR0A |= _BV(TXC0);
    UDR0 = to_say[say_out];
    say_out = (uint8_t)(say_out + 1) % RING_BYTES;
}

ISR(USART_TX_vect)
{
    if (say_in == say_out)
        PORTD &= (uint8_t)~_BV(DRIVER);
}

static void say_from_interrupt(uint8_t byte)
{
    uint8_t next = (uint8_t)(say_in + 1) % RING_BYTES;

    if (next == say_out)
        return;
    to_say[say_in] = byte;
    say_in = next;
    PORTD |= _BV(DRIVER);
    UCSR0B |= _BV(UDRIE0);
}

ISR(TIMER1_COMPA_vect)
{
    TIMSK1 &= (uint8_t)~_BV(OCIE1A);
    say_from_interrupt(hand);
    say_from_interrupt(0);
}

static void display(uint8_t where, uint8_t what)
{
    PORTB &= (uint8_t)~_BV(SELECT);
    SPDR = where;
    loop_until_bit_is_set(SPSR, SPIF);
    SPDR = what;
    loop_until_bit_is_set(SPSR, SPIF);
    PORTB |= _BV(SELECT);
}

void board_begin(void)
{
    wdt_enable(WDTO_500MS);
    DDRB = _BV(BEEPER) | _BV(SELECT) | _BV(PB3) | _BV(PB5);
    PORTB = _BV(PB0) | _BV(SELECT);
    DDRC = 0x0F | _BV(RED) | _BV(GREEN);
    PORTC = 0x0F;
    DDRD = _BV(DRIVER);
    PORTD = 0xF0;
    TCCR0A = _BV(WGM01);
    TCCR0B = _BV(CS01) | _BV(CS00);
    OCR0A = 249; /* 16 MHz / 64 / 250 = 1 kHz */
    TIMSK0 = _BV(OCIE0A);
    TCCR1B = _BV(CS11) | _BV(CS10);
    UBRR0 = BAUD_SETTING;
    UCSR0A = _BV(U2X0);
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0) | _BV(TXCIE0);
    SPCR = _BV(SPE) | _BV(MSTR) | _BV(SPR0); /* 1 MHz */
    display(MAX7219_TEST, 0);
    display(MAX7219_DECODE, 0);
    display(MAX7219_CELLS, 7);
    display(MAX7219_BRIGHTNESS, 8);
    display(MAX7219_ON, 1);
    sei();
}

uint32_t board_ms(void)
{
    uint32_t found;

    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        found = ms;
    }
    return found;
}

uint8_t board_address(void)
{
    uint8_t address = eeprom_read_byte((const uint8_t *)0);

    return address == EVERYBODY || address == 0xFF ? 1 : address;
}

/* Boots are counted in slots written in turn, so that a cell lasts for 800,000 of them and a power
 * cut while one is written leaves the others. A slot is the count and its complement. */
uint32_t board_nonce(void)
{
    uint16_t newest = 0;
    bool any = false;

    for (uint8_t slot = 0; slot < BOOT_SLOTS; slot++) {
        uint32_t found = eeprom_read_dword(BOOTS + slot);
        uint16_t count = (uint16_t)found;

        if ((uint16_t)(found >> 16) != (uint16_t)~count)
            continue;
        if (!any || (int16_t)(count - newest) > 0)
            newest = count;
        any = true;
    }
    newest++;
    eeprom_update_dword(BOOTS + newest % BOOT_SLOTS,
                        (uint32_t)(uint16_t)~newest << 16 | newest);
    return (uint32_t)newest << 16;
}

bool board_heard(uint8_t *byte)
{
    if (heard_in == heard_out)
        return false;
    *byte = heard[heard_out];
    heard_out = (uint8_t)(heard_out + 1) % RING_BYTES;
    return true;
}

void board_say(uint8_t byte)
{
    while ((uint8_t)(say_in + 1) % RING_BYTES == say_out)
        ; /* the line takes a byte each 87 us */
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        say_from_interrupt(byte);
    }
}

void board_raise_hand(uint8_t address)
{
    uint16_t after_us = SLOTS_BEGIN_US + (uint16_t)(address - 1) * SLOT_US;

    hand = address;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        OCR1A = border_at + after_us / TICK_US;
        TIFR1 = _BV(OCF1A);
        TIMSK1 |= _BV(OCIE1A);
    }
}

void board_rest(void)
{
    cli(); /* the sleep is the lightest one: the chip begins so */
    if (heard_in == heard_out) { /* a byte that comes from here on ends the sleep */
        sleep_enable();
        sei();
        sleep_cpu();
        sleep_disable();
    }
    sei();
}

uint32_t board_contacts(void)
{
    uint32_t found = 0;

    for (uint8_t row = 0; row < ROWS_OF_KEYS; row++) {
        uint8_t columns;

        PORTC = (uint8_t)((PORTC | 0x0F) & ~_BV(row));
        __asm__ __volatile__("nop\n nop\n nop\n nop\n"); /* the inputs follow a little later */
        columns = (uint8_t)(PIND >> 4 | (PINB & 1) << 4);
        found |= (uint32_t)(~columns & 0x1F) << (row * COLUMNS);
    }
    PORTC |= 0x0F;
    return found;
}

void board_lamp(bool red, bool green)
{
    PORTC = (uint8_t)((PORTC & ~(_BV(RED) | _BV(GREEN))) | (red ? _BV(RED) : 0) |
                      (green ? _BV(GREEN) : 0));
}

void board_beeper(bool on)
{
    if (on)
        PORTB |= _BV(BEEPER);
    else
        PORTB &= (uint8_t)~_BV(BEEPER);
}

/* Segments of the characters from '-' to 'Z', bit 6 is a, bit 0 is g; what has none is blank. */
static const uint8_t segments[] = {
    0x01, 0x00, 0x00,                                           /* - . / */
    0x7E, 0x30, 0x6D, 0x79, 0x33, 0x5B, 0x5F, 0x70, 0x7F, 0x7B, /* 0 to 9 */
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,                   /* : to @ */
    0x77, 0x1F, 0x4E, 0x3D, 0x4F, 0x47, 0x5E, 0x37, 0x06, 0x3C, /* A to J */
    0x57, 0x0E, 0x54, 0x15, 0x1D, 0x67, 0x73, 0x05, 0x5B, 0x0F, /* K to T */
    0x3E, 0x1C, 0x2A, 0x49, 0x3B, 0x25,                         /* U to Z */
};

void board_cells(const char cells[8])
{
    for (uint8_t place = 0; place < 8; place++) {
        uint8_t known = (uint8_t)(cells[place] - '-');

        display((uint8_t)(8 - place), known < sizeof segments ? segments[known] : 0);
    }
}
