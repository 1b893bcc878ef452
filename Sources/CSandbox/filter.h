#ifndef CSANDBOX_FILTER_H
#define CSANDBOX_FILTER_H

#include <stdbool.h>

// Lets the kernel refuse system calls that reading a file needs no part of.
//
// With `refuses_writing` files cannot be opened for writing either, whatever they are: for a kernel without Landlock.
// Returns 1 when the filter is in force, 0 where the kernel or the processor has none, -1 on an error.
int csb_filter(bool refuses_writing);

#endif
