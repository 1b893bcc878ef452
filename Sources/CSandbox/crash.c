#define _GNU_SOURCE
#include "CSandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

// Everything here may run in the middle of anything: only calls that are safe in a signal handler.

// So near to its limit a process has no room for what somebody wanted.
static const uint64_t spare = 256 << 20;
// So far from the stack pointer a function with large variables may reach.
static const uintptr_t reach = 1 << 20;

static uint64_t address_space(void) {
    char text[32];
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text);
    close(file);
    uint64_t pages = 0;
    for (ssize_t i = 0; i < count && text[i] >= '0' && text[i] <= '9'; i++) pages = pages * 10 + (uint64_t)(text[i] - '0');
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static bool is_memory_used_up(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
    return address_space() + spare > limit.rlim_cur;
}

static bool is_stack_used_up(int number, const siginfo_t *information, const void *context) {
    if (number != SIGSEGV && number != SIGBUS) return false;
    const ucontext_t *state = context;
#if defined(__x86_64__)
    uintptr_t stack = (uintptr_t)state->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
    uintptr_t stack = (uintptr_t)state->uc_mcontext.sp;
#else
    (void)state;
    uintptr_t stack = 0;
#endif
    uintptr_t fault = (uintptr_t)information->si_addr;
    return stack != 0 && fault + reach > stack && fault < stack + reach;
}

static void say(const char *text) {
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written;
}

static void explain(int number, siginfo_t *information, void *context) {
    if (is_stack_used_up(number, information, context)) {
        say("\n" CSB_STACK_USED_UP "\n");
    } else if (is_memory_used_up()) {
        say("\n" CSB_MEMORY_USED_UP "\n");
    }
    // The signal is blocked here and ends the process when this returns.
    signal(number, SIG_DFL);
    raise(number);
}

int csb_explain_crashes(void) {
    // Lives as long as the thread, which is as long as the process.
    static char stack[64 << 10];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    if (sigaltstack(&alternate, NULL) != 0) return -1;
    struct sigaction action = {.sa_sigaction = explain, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    const int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (sigaction(numbers[i], &action, NULL) != 0) return -1;
    }
    return 0;
}
