#include "CSandbox.h"

#include "filter.h"
#include "landlock.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static int limit(int what, uint64_t value) {
    struct rlimit now;
    if (getrlimit(what, &now) != 0) return -1;
    // A limit that is lower already cannot be raised.
    rlim_t both = now.rlim_max == RLIM_INFINITY || value < now.rlim_max ? (rlim_t)value : now.rlim_max;
    struct rlimit wanted = {both, both};
    return setrlimit(what, &wanted);
}

const char *csb_confine(const csb_bounds *bounds, csb_outcome *outcome) {
    *outcome = (csb_outcome){0, false};
    // The process has no purpose without the one that it answers.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return "ending with the parent";
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return "giving up privileges";
    // A file that grows too long is an error of the call that writes, not the end of the process.
    signal(SIGXFSZ, SIG_IGN);
    if (limit(RLIMIT_AS, bounds->memory) != 0) return "limiting memory";
    if (limit(RLIMIT_CORE, 0) != 0) return "doing without core files";
    if (limit(RLIMIT_FSIZE, 0) != 0) return "limiting files";
    if (limit(RLIMIT_NOFILE, bounds->files) != 0) return "limiting descriptors";
    if (csb_landlock(bounds, &outcome->landlock) != 0) return "Landlock";
    int filter = csb_filter(outcome->landlock == 0);
    if (filter < 0) return "seccomp";
    outcome->filter = filter == 1;
    return NULL;
}

int csb_renew_processor_time(uint64_t seconds) {
    struct rusage used;
    struct rlimit limit;
    if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) return -1;
    rlim_t wanted = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds + 1;
    limit.rlim_cur = limit.rlim_max != RLIM_INFINITY && wanted > limit.rlim_max ? limit.rlim_max : wanted;
    return setrlimit(RLIMIT_CPU, &limit);
}
