/* SPDX-License-Identifier: Apache-2.0 */
/* A pad's chip in the simavr emulator, its serial line on a pseudo terminal, in real time.
 *
 *   emulator ELF ADDRESS     prints `line PATH`, then `shows CELLS RED GREEN BEEPER` at each change
 *                            (cells: eight bytes of segments in hex);
 *   from standard input:     `down CONTACT`, `up CONTACT` (row * 5 + column); its end ends all.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <simavr/avr_eeprom.h>
#include <simavr/avr_extint.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_spi.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>

#define FREQUENCY 16000000
#define STEP_US 500
#define BEHIND_MAX_US 50000 /* a machine that stood still makes the chip stand still, too */
#define ROWS 4
#define COLUMNS 5
#define CELLS 8

static avr_t *avr;
static int line;
static bool paused;
static bool contacts[ROWS * COLUMNS];
static bool row_high[ROWS] = { true, true, true, true };
static uint8_t cells[CELLS], spi_first;
static bool spi_second;
static bool red, green, beeper;

static void say(avr_irq_t *irq, uint32_t byte, void *unused)
{
    uint8_t out = (uint8_t)byte;

    (void)irq, (void)unused;
    if (write(line, &out, 1) < 0)
        return; /* nobody reads: a wire that ends nowhere loses bytes */
}

static void pause_input(avr_irq_t *irq, uint32_t value, void *on)
{
    (void)irq, (void)value;
    paused = on != NULL;
}

static void set_pin(char port, int pin, bool high)
{
    avr_ioport_external_t external = { .name = port };

    /* Kept for when the firmware writes the port; the other columns keep theirs. */
    static uint8_t levels[2] = { 0xF0, 0x01 };
    uint8_t *level = &levels[port == 'B'];

    *level = (uint8_t)(high ? *level | 1 << pin : *level & ~(1 << pin));
    external.mask = port == 'B' ? 0x01 : 0xF0;
    external.value = *level;
    avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL(port), &external);
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ(port), pin), high);
}

/* A column is low when a row that is low touches it. */
static void touch(void)
{
    for (int column = 0; column < COLUMNS; column++) {
        bool high = true;

        for (int row = 0; row < ROWS; row++)
            if (contacts[row * COLUMNS + column] && !row_high[row])
                high = false;
        if (column < 4)
            set_pin('D', 4 + column, high);
        else
            set_pin('B', 0, high);
    }
}

static void row_moves(avr_irq_t *irq, uint32_t high, void *row)
{
    (void)irq;
    row_high[(intptr_t)row] = high & 1;
    touch();
}

static void tell(void)
{
    printf("shows ");
    for (int cell = 0; cell < CELLS; cell++)
        printf("%02x", cells[cell]);
    printf(" %d %d %d\n", red, green, beeper);
    fflush(stdout);
}

static void light(avr_irq_t *irq, uint32_t on, void *which)
{
    bool *lit = which;

    (void)irq;
    if (*lit != (on & 1)) {
        *lit = on & 1;
        tell();
    }
}

static void display(avr_irq_t *irq, uint32_t byte, void *unused)
{
    (void)irq, (void)unused;
    spi_second = !spi_second;
    if (spi_second) {
        spi_first = (uint8_t)byte;
    } else if (spi_first >= 1 && spi_first <= CELLS) {
        cells[CELLS - spi_first] = (uint8_t)byte;
        if (spi_first == 1) /* the firmware writes all eight, this one last */
            tell();
    }
}

static void wire(void)
{
    avr_irq_t *uart = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), 0);
    uint32_t flags = 0;

    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    avr_irq_register_notify(uart + UART_IRQ_OUTPUT, say, NULL);
    avr_irq_register_notify(uart + UART_IRQ_OUT_XON, pause_input, NULL);
    avr_irq_register_notify(uart + UART_IRQ_OUT_XOFF, pause_input, &paused);
    for (intptr_t row = 0; row < ROWS; row++)
        avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('C'), (int)row),
                                row_moves, (void *)row);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('C'), 4), light, &red);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('C'), 5), light, &green);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('B'), 1), light, &beeper);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_SPI_GETIRQ(0), SPI_IRQ_OUTPUT), display,
                            NULL);
    touch();
}

static void silent(avr_t *unused, const int level, const char *format, va_list values)
{
    (void)unused, (void)level, (void)format, (void)values;
}

static void rest(avr_t *unused, avr_cycle_count_t cycles)
{
    (void)unused, (void)cycles; /* the main loop keeps the time */
}

static void open_line(void)
{
    struct termios raw;
    int device;

    line = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (line < 0 || grantpt(line) < 0 || unlockpt(line) < 0) {
        perror("pseudo terminal");
        exit(EXIT_FAILURE);
    }
    device = open(ptsname(line), O_RDWR | O_NOCTTY); /* kept open: the line outlives its users */
    tcgetattr(device, &raw);
    cfmakeraw(&raw);
    tcsetattr(device, TCSANOW, &raw);
    printf("line %s\n", ptsname(line));
    fflush(stdout);
}

static void hear(void)
{
    uint8_t byte;

    while (!paused && read(line, &byte, 1) == 1)
        avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT), byte);
}

/* Obey what stands on standard input; false at its end. */
static bool obey(void)
{
    static char text[256];
    static size_t size;
    char word[8], *end;
    int contact;
    ssize_t got = read(STDIN_FILENO, text + size, sizeof text - 1 - size);

    if (got <= 0)
        return false;
    size += (size_t)got;
    text[size] = 0;
    while ((end = strchr(text, '\n')) != NULL) {
        if (sscanf(text, "%7s %d", word, &contact) != 2 || contact < 0 ||
            contact >= ROWS * COLUMNS)
            return false;
        contacts[contact] = word[0] == 'd';
        size -= (size_t)(end + 1 - text);
        memmove(text, end + 1, size + 1);
    }
    touch();
    return size < sizeof text - 1;
}

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void live(void)
{
    struct pollfd ears[] = { { .fd = STDIN_FILENO, .events = POLLIN },
                             { .fd = line, .events = POLLIN } };
    int64_t chip_us = now_us();

    for (;;) {
        int64_t behind_us = now_us() - chip_us;
        avr_cycle_count_t until = avr->cycle + (avr_cycle_count_t)STEP_US * (FREQUENCY / 1000000);

        if (behind_us > BEHIND_MAX_US)
            chip_us += behind_us - BEHIND_MAX_US;
        poll(ears, 2, behind_us < STEP_US ? 1 : 0);
        if ((ears[0].revents & (POLLIN | POLLHUP)) && !obey())
            return;
        hear();
        if (now_us() - chip_us < STEP_US)
            continue;
        while (avr->cycle < until) {
            int state = avr_run(avr);

            if (state == cpu_Done || state == cpu_Crashed) {
                fprintf(stderr, "the chip stopped\n");
                exit(EXIT_FAILURE);
            }
        }
        chip_us += STEP_US;
    }
}

int main(int count, char *values[])
{
    static elf_firmware_t firmware;
    uint8_t address;
    avr_eeprom_desc_t eeprom = { .ee = &address, .offset = 0, .size = 1 };

    avr_global_logger_set(silent);
    if (count != 3 || elf_read_firmware(values[1], &firmware) != 0) {
        fprintf(stderr, "usage: emulator ELF ADDRESS\n");
        return EXIT_FAILURE;
    }
    avr = avr_make_mcu_by_name("atmega328p");
    if (avr == NULL)
        return EXIT_FAILURE;
    avr_init(avr);
    avr_load_firmware(avr, &firmware);
    avr->frequency = FREQUENCY;
    avr->sleep = rest;
    avr_extint_set_strict_lvl_trig(avr, 0, 0); /* else pins that lie low cost a turn each cycle */
    avr_extint_set_strict_lvl_trig(avr, 1, 0);
    address = (uint8_t)atoi(values[2]);
    avr_ioctl(avr, AVR_IOCTL_EEPROM_SET, &eeprom);
    wire();
    open_line();
    live();
    return EXIT_SUCCESS;
}
