#define _GNU_SOURCE
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef THIS_ARCHITECTURE

// Calls of the newest kernels, which have the same number on every processor.
#ifndef SYS_process_madvise
#define SYS_process_madvise 440
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif
#ifndef SYS_setxattrat
#define SYS_setxattrat 463
#endif
#ifndef SYS_removexattrat
#define SYS_removexattrat 466
#endif
#ifndef SYS_open_tree_attr
#define SYS_open_tree_attr 467
#endif

static const int refused[] = {
    // The network, and local servers.
    SYS_socket, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
    // A second way to every call.
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
    // Other processes.
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_process_madvise, SYS_kcmp, SYS_pidfd_getfd,
    // What file systems there are.
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_move_mount, SYS_open_tree, SYS_open_tree_attr,
    SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_mount_setattr, SYS_setns, SYS_unshare,
    SYS_open_by_handle_at, SYS_swapon, SYS_swapoff, SYS_quotactl,
    // Attributes of files, which Landlock leaves alone.
    SYS_fchmod, SYS_fchmodat, SYS_fchmodat2, SYS_fchown, SYS_fchownat, SYS_utimensat, SYS_setxattr,
    SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, SYS_setxattrat,
    SYS_removexattrat,
    // What outlives the process.
    SYS_shmget, SYS_msgget, SYS_semget, SYS_mq_open,
    // The kernel itself, its keys and its measurements: large, and rarely needed by anybody.
    SYS_bpf, SYS_perf_event_open, SYS_add_key, SYS_request_key, SYS_keyctl, SYS_userfaultfd, SYS_fanotify_init,
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot, SYS_syslog, SYS_acct,
    SYS_personality, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_sethostname,
    SYS_setdomainname,
#ifdef __x86_64__
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat, SYS_iopl, SYS_ioperm, SYS_modify_ldt,
    SYS_kexec_file_load,
#endif
};

// Besides opening for writing.
static const int refused_writing[] = {
    SYS_truncate, SYS_mkdirat, SYS_mknodat, SYS_unlinkat, SYS_linkat, SYS_symlinkat, SYS_renameat2,
#ifdef SYS_renameat
    SYS_renameat,
#endif
#ifdef __x86_64__
    SYS_creat, SYS_mkdir, SYS_rmdir, SYS_mknod, SYS_unlink, SYS_link, SYS_symlink, SYS_rename,
#endif
};

enum { CAPACITY = 512 };

typedef struct {
    struct sock_filter instructions[CAPACITY];
    unsigned short count;
} program;

static void add(program *program, struct sock_filter instruction) {
    if (program->count < CAPACITY) program->instructions[program->count++] = instruction;
}

static void load(program *program, uint32_t offset) {
    add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

// The low half of an argument: both processors are little-endian.
static void load_argument(program *program, unsigned index) {
    load(program, offsetof(struct seccomp_data, args) + index * sizeof(uint64_t));
}

static void answer(program *program, int error) {
    add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error & SECCOMP_RET_DATA)));
}

static void refuse(program *program, uint32_t number, int error) {
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
    answer(program, error);
}

// Refuses a call whose argument has one of these bits. What is loaded is the call's number again afterwards.
static void refuse_bits(program *program, uint32_t number, unsigned argument, uint32_t bits, int error) {
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4));
    load_argument(program, argument);
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1));
    answer(program, error);
    load(program, offsetof(struct seccomp_data, nr));
}

int csb_filter(bool refuses_writing) {
    program program = {.count = 0};
    load(&program, offsetof(struct seccomp_data, arch));
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCHITECTURE, 1, 0));
    answer(&program, EPERM);
    load(&program, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
    // The same calls under other numbers (x32).
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1));
    answer(&program, EPERM);
#endif
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) refuse(&program, (uint32_t)refused[i], EPERM);
    // Another process's limits; 0 is one's own.
    refuse_bits(&program, SYS_prlimit64, 0, UINT32_MAX, EPERM);
    // Namespaces. What clone3 is to do stands in memory, which a filter cannot see; the C library then takes clone.
    const uint32_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER
        | CLONE_NEWPID | CLONE_NEWNET;
    refuse_bits(&program, SYS_clone, 0, namespaces, EPERM);
    refuse(&program, 435 /* clone3 */, ENOSYS);
    if (refuses_writing) {
        for (size_t i = 0; i < sizeof refused_writing / sizeof *refused_writing; i++)
            refuse(&program, (uint32_t)refused_writing[i], EACCES);
        const uint32_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
        refuse_bits(&program, SYS_openat, 2, writing, EACCES);
        refuse(&program, 437 /* openat2 */, ENOSYS);
#ifdef __x86_64__
        refuse_bits(&program, SYS_open, 1, writing, EACCES);
#endif
    }
    add(&program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    if (program.count == CAPACITY) {
        errno = E2BIG;
        return -1;
    }
    struct sock_fprog filter = {.len = program.count, .filter = program.instructions};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0) return 1;
    return errno == EINVAL || errno == ENOSYS ? 0 : -1;
}

#else

int csb_filter(bool refuses_writing) {
    (void)refuses_writing;
    return 0;
}

#endif
