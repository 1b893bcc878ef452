#define _GNU_SOURCE
#include "landlock.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The kernel's interface, repeated here because the headers that a system has are often older than its kernel.

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum { CREATE_RULESET_VERSION = 1, RULE_PATH_BENEATH = 1 };

enum {
    FS_EXECUTE = 1 << 0,
    FS_WRITE_FILE = 1 << 1,
    FS_READ_FILE = 1 << 2,
    FS_READ_DIR = 1 << 3,
    // Of version 1: the three above, and bits 4 to 12 for removing and making entries.
    FS_VERSION_1 = (1 << 13) - 1,
    FS_REFER = 1 << 13,
    FS_TRUNCATE = 1 << 14,
    FS_IOCTL_DEV = 1 << 15,
};

enum { NET_BIND_TCP = 1 << 0, NET_CONNECT_TCP = 1 << 1 };
enum { SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0, SCOPE_SIGNAL = 1 << 1 };

// Rights that mean something for what is no folder.
enum { FILE_RIGHTS = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV };

typedef struct {
    uint64_t handled_access_fs;
    uint64_t handled_access_net;
    uint64_t scoped;
} ruleset_attr;

typedef struct {
    uint64_t allowed_access;
    int32_t parent_fd;
} __attribute__((packed)) path_beneath_attr;

typedef struct {
    int ruleset;
    // The rights that this kernel knows.
    uint64_t known;
    // The first error.
    int error;
} rules;

static void allow(rules *rules, const char *path, uint64_t rights) {
    if (rules->error) return;
    int descriptor = open(path, O_PATH | O_CLOEXEC);
    // What is not there need not be allowed.
    if (descriptor < 0) return;
    struct stat status;
    if (fstat(descriptor, &status) == 0) {
        if (!S_ISDIR(status.st_mode)) rights &= FILE_RIGHTS;
        path_beneath_attr rule = {.allowed_access = rights & rules->known, .parent_fd = descriptor};
        if (syscall(SYS_landlock_add_rule, rules->ruleset, RULE_PATH_BENEATH, &rule, 0) != 0) rules->error = errno;
    }
    close(descriptor);
}

// The folder of a library that is loaded, since more may be loaded from there: a toolchain outside of /usr.
static int allow_library(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    const char *end = info->dlpi_name ? strrchr(info->dlpi_name, '/') : NULL;
    char folder[PATH_MAX];
    if (!end || end == info->dlpi_name || end - info->dlpi_name >= PATH_MAX) return 0;
    memcpy(folder, info->dlpi_name, end - info->dlpi_name);
    folder[end - info->dlpi_name] = 0;
    allow(context, folder, FS_READ_FILE | FS_READ_DIR | FS_EXECUTE);
    return 0;
}

int csb_landlock(const csb_bounds *bounds, int *version) {
    *version = 0;
    long found = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
    // Not built in, or not switched on at boot.
    if (found <= 0) return 0;

    ruleset_attr attr = {.handled_access_fs = FS_VERSION_1};
    if (found >= 2) attr.handled_access_fs |= FS_REFER;
    if (found >= 3) attr.handled_access_fs |= FS_TRUNCATE;
    if (found >= 5) attr.handled_access_fs |= FS_IOCTL_DEV;
    // Handled and never allowed.
    if (found >= 4) attr.handled_access_net = NET_BIND_TCP | NET_CONNECT_TCP;
    if (found >= 6) attr.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
    // Older kernels take a shorter structure only.
    size_t size = found >= 6 ? 24 : found >= 4 ? 16 : 8;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
    if (ruleset < 0) return -1;

    rules rules = {.ruleset = ruleset, .known = attr.handled_access_fs};
    for (const char *const *path = bounds->readable; *path; path++) allow(&rules, *path, FS_READ_FILE | FS_READ_DIR);
    for (const char *const *path = bounds->runnable; *path; path++)
        allow(&rules, *path, FS_READ_FILE | FS_READ_DIR | FS_EXECUTE);
    allow(&rules, "/dev/null", FS_READ_FILE | FS_WRITE_FILE | FS_TRUNCATE);
    dl_iterate_phdr(allow_library, &rules);

    int result = -1;
    if (rules.error) {
        errno = rules.error;
    } else {
        result = (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
    }
    int error = errno;
    close(ruleset);
    errno = error;
    // Versions after the seventh add what is not asked for here.
    if (result == 0) *version = (int)found;
    return result;
}
