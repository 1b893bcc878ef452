#define _GNU_SOURCE 1
#include "include/CNcurses.h"
#include "screen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

// What a handler may touch: plain memory that is written before it is armed, and lock-free atomics.

static struct {
    atomic_int armed;
    int input;
    int output;
    struct termios settings;
    char bytes[256];
    size_t count;
} saved;

static atomic_uint waiting;
static int wake[2] = {-1, -1};

static const int remembered[] = {SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGINT, SIGHUP, SIGQUIT};
static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
enum {
    REMEMBERED = sizeof remembered / sizeof *remembered,
    FATAL = sizeof fatal / sizeof *fatal,
};
static struct sigaction previous[NSIG];
static int installed;

// A stack overflow leaves no stack for a handler.
static char spare_stack[65536];

void nearest_restore_prepare(int input, int output, const struct termios *settings, const char *bytes, size_t count) {
    saved.input = input;
    saved.output = output;
    saved.settings = *settings;
    saved.count = count < sizeof saved.bytes ? count : sizeof saved.bytes;
    memcpy(saved.bytes, bytes, saved.count);
}

void nearest_restore_arm(int armed) {
    static int registered;
    if (armed && !registered) registered = atexit(nearest_screen_restore) == 0;
    atomic_store(&saved.armed, armed);
}

void nearest_screen_restore(void) {
    if (!atomic_exchange(&saved.armed, 0)) return;
    int error = errno;
    ssize_t written = write(saved.output, saved.bytes, saved.count);
    (void)written;
    // From the background this would stop the process.
    if (tcgetpgrp(saved.input) == getpgrp()) tcsetattr(saved.input, TCSANOW, &saved.settings);
    errno = error;
}

static unsigned flag_of(int number) {
    switch (number) {
        case SIGWINCH: return NEAREST_RESIZED;
        case SIGCONT: return NEAREST_CONTINUED;
        case SIGTSTP: return NEAREST_STOP;
        default: return NEAREST_TERMINATE;
    }
}

static void end_now(int number) {
    nearest_screen_restore();
    signal(number, SIG_DFL);
    raise(number);
}

static void remember(int number) {
    int error = errno;
    unsigned flag = flag_of(number);
    unsigned before = atomic_fetch_or(&waiting, flag);
    // Asked a second time, while the loop has not even seen the first: it hangs, so end without it.
    if (flag == NEAREST_TERMINATE && (before & NEAREST_TERMINATE)) end_now(number);
    ssize_t written = write(wake[1], "!", 1);
    (void)written;
    errno = error;
}

static void crash(int number, siginfo_t *info, void *context) {
    (void)context;
    nearest_screen_restore();
    sigaction(number, &previous[number], NULL);
    // A fault happens again when this returns, and then meets whoever had the signal before, at its true
    // place. What was sent by a process, abort() among them, must be sent again.
    if (info->si_code <= 0 || number == SIGTRAP || number == SIGSYS) raise(number);
}

int nearest_signals_install(void) {
    if (wake[0] < 0 && pipe2(wake, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
    stack_t stack;
    if (sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE)) {
        stack = (stack_t){.ss_sp = spare_stack, .ss_size = sizeof spare_stack};
        sigaltstack(&stack, NULL);
    }
    struct sigaction action = {.sa_handler = remember, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    for (int i = 0; i < REMEMBERED; i++) sigaction(remembered[i], &action, &previous[remembered[i]]);
    action.sa_sigaction = crash;
    action.sa_flags = SA_ONSTACK | SA_SIGINFO;
    for (int i = 0; i < FATAL; i++) sigaction(fatal[i], &action, &previous[fatal[i]]);
    atomic_store(&waiting, 0);
    installed = 1;
    return 0;
}

void nearest_signals_remove(void) {
    if (!installed) return;
    installed = 0;
    for (int i = 0; i < REMEMBERED; i++) sigaction(remembered[i], &previous[remembered[i]], NULL);
    for (int i = 0; i < FATAL; i++) sigaction(fatal[i], &previous[fatal[i]], NULL);
}

int nearest_signals_descriptor(void) {
    return wake[0];
}

unsigned nearest_signals_take(void) {
    char bytes[64];
    while (read(wake[0], bytes, sizeof bytes) > 0) {
    }
    return atomic_exchange(&waiting, 0);
}

void nearest_stop(void) {
    atomic_fetch_and(&waiting, ~(unsigned)NEAREST_CONTINUED);
    struct sigaction action = {.sa_handler = SIG_DFL}, before;
    sigaction(SIGTSTP, &action, &before);
    kill(0, SIGTSTP);
    // Usually the stop takes effect before kill() returns, but nothing promises it. An orphaned group is
    // never stopped, so the wait for the signal to go on has an end.
    struct pollfd descriptor = {.fd = wake[0], .events = POLLIN};
    for (int tries = 0; tries < 10 && !(atomic_load(&waiting) & NEAREST_CONTINUED); tries++) {
        if (poll(&descriptor, 1, 10) > 0 && !(atomic_load(&waiting) & NEAREST_CONTINUED)) usleep(10000);
    }
    sigaction(SIGTSTP, &before, NULL);
}

int nearest_wake_descriptor(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}
