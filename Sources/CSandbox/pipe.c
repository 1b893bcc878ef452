#define _GNU_SOURCE
#include "CSandbox.h"

#include <fcntl.h>
#include <unistd.h>

int csb_pipe(int ends[2]) {
    return pipe2(ends, O_CLOEXEC);
}
