// What NcursesTerminal needs of ncursesw and of signal handling: both are C's ground, since ncurses' calls are
// largely macros and a signal handler may do next to nothing.
#ifndef NEAREST_CNCURSES_H
#define NEAREST_CNCURSES_H

#include <stdint.h>

// The screen: one at a time, used from one thread.

enum nearest_screen_result {
    NEAREST_SCREEN_OK = 0,
    // terminfo does not know the terminal.
    NEAREST_SCREEN_UNKNOWN = 1,
    // terminfo knows it, but it cannot place its cursor.
    NEAREST_SCREEN_INCAPABLE = 2,
    // terminfo's database is missing.
    NEAREST_SCREEN_NO_DATABASE = 3,
    // The system refused.
    NEAREST_SCREEN_FAILED = 4,
};

enum nearest_attribute {
    NEAREST_BOLD = 1,
    NEAREST_DIM = 2,
    NEAREST_UNDERLINE = 4,
    NEAREST_REVERSE = 8,
    NEAREST_ITALIC = 16,
};

// Takes the terminal over: raw keys, alternate screen, mouse and paste reports, and the handlers below.
int nearest_screen_open(const char *terminal, int input, int output);

// Gives it back as it was found. Does nothing when it was given back already.
void nearest_screen_close(void);

// Gives it back for another program or for a stop, and takes it over again with everything to be redrawn.
void nearest_screen_leave(void);
void nearest_screen_enter(void);

// Colours that the terminal has: 0, 8, 16, 256 or more.
int nearest_screen_colors(void);

// The terminal's size in cells, asked of the terminal anew, and ncurses told of it.
void nearest_screen_measure(int *width, int *height);

// Puts a grapheme of `count` scalars into `width` cells from (x, y) on. A colour of -1 is the terminal's own.
// Marks that do not fit into one of ncurses' cells are dropped, and so is what of an emoji sequence would
// need more cells: neighbours never move.
void nearest_screen_put(
    int x, int y, int width, const uint32_t *scalars, int count, unsigned attributes, int foreground,
    int background);

// Shows the cursor at (x, y), or hides it for a negative x, and writes what has changed.
void nearest_screen_flush(int x, int y);

// The next flush writes every cell.
void nearest_screen_invalidate(void);

// Signals: remembered by handlers, taken by the loop.

enum nearest_signal {
    NEAREST_RESIZED = 1,
    NEAREST_CONTINUED = 2,
    NEAREST_STOP = 4,
    NEAREST_TERMINATE = 8,
};

// A descriptor that is readable while signals wait to be taken.
int nearest_signals_descriptor(void);

// The signals since the last call, as a set, and none of them waits any more.
unsigned nearest_signals_take(void);

// Stops the process group as Ctrl-Z in a shell does, and returns when it goes on. The terminal must have been
// left.
void nearest_stop(void);

// What a crash does to the terminal, for tests: safe in a signal handler.
void nearest_screen_restore(void);

// A descriptor (eventfd) that another thread makes readable by writing eight bytes; -1 where there is none.
int nearest_wake_descriptor(void);

// The cells that ncurses gives `scalar` in the current locale; -1 for what cannot be shown.
int nearest_screen_width(uint32_t scalar);

#endif
