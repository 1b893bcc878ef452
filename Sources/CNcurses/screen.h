// What the two files of this target share.
#ifndef NEAREST_SCREEN_H
#define NEAREST_SCREEN_H

#include <stddef.h>
#include <termios.h>

// Remembers how to give the terminal back: the settings it had, and the bytes that undo what was asked of it.
void nearest_restore_prepare(int input, int output, const struct termios *settings, const char *bytes, size_t count);

// Whether the terminal is ours, so that a crash or an exit must give it back.
void nearest_restore_arm(int armed);

int nearest_signals_install(void);
void nearest_signals_remove(void);

#endif
