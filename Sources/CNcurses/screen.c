#define _XOPEN_SOURCE_EXTENDED 1
#define _GNU_SOURCE 1
#include "include/CNcurses.h"
#include "screen.h"

#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

// Mouse buttons and wheel in SGR form; brackets around pasted text.
static const char enable_reports[] = "\033[?1000h\033[?1006h\033[?2004h";
static const char disable_reports[] = "\033[?2004l\033[?1006l\033[?1000l";

static SCREEN *screen;
static FILE *input_file;
static FILE *output_file;
static int output_descriptor = -1;
static int left;

static void write_all(const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(output_descriptor, bytes, count);
        if (written <= 0) return;
        bytes += written;
        count -= (size_t)written;
    }
}

// Appends a capability without its padding marks, $<5>.
static void append_capability(char *bytes, size_t *count, size_t room, const char *name) {
    const char *text = tigetstr((char *)name);
    if (text == NULL || text == (const char *)-1) return;
    while (*text != '\0' && *count + 1 < room) {
        if (text[0] == '$' && text[1] == '<') {
            const char *end = strchr(text, '>');
            if (end != NULL) {
                text = end + 1;
                continue;
            }
        }
        bytes[(*count)++] = *text++;
    }
}

static void prepare_restore(int input, int output, const struct termios *settings) {
    char bytes[256];
    size_t count = sizeof disable_reports - 1;
    memcpy(bytes, disable_reports, count);
    append_capability(bytes, &count, sizeof bytes, "sgr0");
    append_capability(bytes, &count, sizeof bytes, "cnorm");
    append_capability(bytes, &count, sizeof bytes, "rmkx");
    append_capability(bytes, &count, sizeof bytes, "rmcup");
    nearest_restore_prepare(input, output, settings, bytes, count);
}

static int check_terminal(const char *terminal, int output) {
    int status = 0;
    if (setupterm((char *)terminal, output, &status) != OK) {
        if (status < 0) return NEAREST_SCREEN_NO_DATABASE;
        return status == 0 ? NEAREST_SCREEN_UNKNOWN : NEAREST_SCREEN_INCAPABLE;
    }
    const char *place = tigetstr("cup");
    int capable = place != NULL && place != (const char *)-1;
    del_curterm(cur_term);
    return capable ? NEAREST_SCREEN_OK : NEAREST_SCREEN_INCAPABLE;
}

static FILE *duplicate(int descriptor, const char *mode) {
    int copy = dup(descriptor);
    if (copy < 0) return NULL;
    FILE *file = fdopen(copy, mode);
    if (file == NULL) close(copy);
    return file;
}

static void close_files(void) {
    if (input_file != NULL) fclose(input_file);
    if (output_file != NULL) fclose(output_file);
    input_file = output_file = NULL;
}

int nearest_screen_open(const char *terminal, int input, int output) {
    if (screen != NULL) return NEAREST_SCREEN_FAILED;
    int checked = check_terminal(terminal, output);
    if (checked != NEAREST_SCREEN_OK) return checked;
    struct termios settings;
    if (tcgetattr(input, &settings) != 0) return NEAREST_SCREEN_FAILED;
    input_file = duplicate(input, "r");
    output_file = duplicate(output, "w");
    if (input_file == NULL || output_file == NULL || nearest_signals_install() != 0) {
        close_files();
        return NEAREST_SCREEN_FAILED;
    }
    output_descriptor = output;
    screen = newterm((char *)terminal, output_file, input_file);
    if (screen == NULL) {
        nearest_signals_remove();
        close_files();
        return NEAREST_SCREEN_FAILED;
    }
    prepare_restore(input, output, &settings);
    nearest_restore_arm(1);
    raw();
    noecho();
    nonl();
    // Keys are read and decoded elsewhere; ncurses must not look at the input while it draws.
    typeahead(-1);
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    write_all(enable_reports, sizeof enable_reports - 1);
    left = 0;
    return NEAREST_SCREEN_OK;
}

void nearest_screen_close(void) {
    if (screen == NULL) return;
    nearest_screen_leave();
    delscreen(screen);
    screen = NULL;
    nearest_signals_remove();
    close_files();
}

void nearest_screen_leave(void) {
    if (screen == NULL || left) return;
    left = 1;
    write_all(disable_reports, sizeof disable_reports - 1);
    endwin();
    nearest_restore_arm(0);
}

void nearest_screen_enter(void) {
    if (screen == NULL) return;
    if (!left) endwin();
    left = 0;
    nearest_restore_arm(1);
    reset_prog_mode();
    write_all(enable_reports, sizeof enable_reports - 1);
    nearest_screen_invalidate();
}

int nearest_screen_colors(void) {
    return screen != NULL && has_colors() ? COLORS : 0;
}

void nearest_screen_measure(int *width, int *height) {
    struct winsize size;
    *width = COLS;
    *height = LINES;
    if (ioctl(output_descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
        *width = size.ws_col;
        *height = size.ws_row;
    }
    if (screen != NULL && (*width != COLS || *height != LINES)) resizeterm(*height, *width);
}

static attr_t curses_attributes(unsigned attributes) {
    attr_t result = A_NORMAL;
    if (attributes & NEAREST_BOLD) result |= A_BOLD;
    if (attributes & NEAREST_DIM) result |= A_DIM;
    if (attributes & NEAREST_UNDERLINE) result |= A_UNDERLINE;
    if (attributes & NEAREST_REVERSE) result |= A_REVERSE;
    if (attributes & NEAREST_ITALIC) result |= A_ITALIC;
    return result;
}

static void put_piece(int x, int y, const wchar_t *text, attr_t attributes, int pair) {
    cchar_t cell;
    if (setcchar(&cell, text, attributes, 0, &pair) == OK) mvadd_wchnstr(y, x, &cell, 1);
}

static int is_joiner(wchar_t scalar) {
    return scalar == 0x200D || (scalar >= 0xFE00 && scalar <= 0xFE0F);
}

int nearest_screen_width(uint32_t scalar) {
    return wcwidth((wchar_t)scalar);
}

void nearest_screen_put(
    int x, int y, int width, const uint32_t *scalars, int count, unsigned attributes, int foreground,
    int background) {
    if (screen == NULL) return;
    attr_t look = curses_attributes(attributes);
    int pair = 0;
    if (foreground >= 0 || background >= 0) {
        pair = alloc_pair(foreground, background);
        if (pair < 0) pair = 0;
    }
    int end = x + width;
    int index = 0;
    while (index < count && x < end) {
        wchar_t piece[CCHARW_MAX + 1] = {0};
        wchar_t base = (wchar_t)scalars[index++];
        int cells = wcwidth(base);
        if (cells == 0) continue;
        // What the C library cannot show, or believes to be wider than it was laid out for.
        if (cells < 0 || cells > end - x) {
            base = wcwidth(0xFFFD) == 1 ? 0xFFFD : L'?';
            cells = 1;
        }
        int length = 0;
        piece[length++] = base;
        for (; index < count && wcwidth((wchar_t)scalars[index]) == 0; index++) {
            wchar_t mark = (wchar_t)scalars[index];
            if (length < CCHARW_MAX && !is_joiner(mark)) piece[length++] = mark;
        }
        put_piece(x, y, piece, look, pair);
        x += cells;
    }
    for (; x < end; x++) put_piece(x, y, L" ", look, pair);
}

void nearest_screen_flush(int x, int y) {
    if (screen == NULL || left) return;
    if (x < 0) {
        curs_set(0);
    } else {
        move(y, x);
        curs_set(1);
    }
    refresh();
}

void nearest_screen_invalidate(void) {
    if (screen != NULL) clearok(curscr, TRUE);
}
