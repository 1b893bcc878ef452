#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stdbool.h>
#include <stdint.h>

// Confines the calling process for good, as far as the kernel can: what it and the programs that it starts may read,
// write, reach and use up. Made for a process of one thread that is about to open files nobody vouches for.

typedef struct csb_bounds {
    // Null-terminated lists of absolute paths; those that are not there are passed over.
    // What may be read, with everything below it.
    const char *const *readable;
    // What may be read and run, with everything below it.
    const char *const *runnable;
    // Address space, in bytes.
    uint64_t memory;
    // Descriptors that may be open at once.
    uint64_t files;
} csb_bounds;

typedef struct csb_outcome {
    // The version of Landlock's interface that is in force; 0 where the kernel has none. Each adds something:
    // https://docs.kernel.org/userspace-api/landlock.html
    int landlock;
    // Whether calls are filtered by seccomp.
    bool filter;
} csb_outcome;

// Takes privileges, writing, the network and what else reading needs no part of from the process. Without Landlock any
// file can be read, though still none written.
//
// Returns NULL, or the name of the step that failed, with `errno` as it left it; the process must then not go on.
const char *csb_confine(const csb_bounds *bounds, csb_outcome *outcome);

// Lets the kernel end the process once it has used `seconds` more of processor time than now. Returns 0 or -1.
int csb_renew_processor_time(uint64_t seconds);

// What the process says on standard error when it dies of a signal and it is known why.
#define CSB_MEMORY_USED_UP "the address space is used up"
#define CSB_STACK_USED_UP "the stack is used up"

// Lets the calling thread say so. Returns 0 or -1.
int csb_explain_crashes(void);

// A pipe that programs started from here do not inherit, even one that another thread is starting now: `ends` becomes the
// one to read from and the one to write to. Returns 0 or -1.
int csb_pipe(int ends[2]);

#endif
