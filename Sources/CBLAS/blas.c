// The one caller of BLAS.

#define _GNU_SOURCE
#include "CBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

// cblas.h's constants, which the interface fixes.
enum { row_major = 101, as_it_is = 111, transposed = 112 };

typedef void sgemm(int order, int left_form, int right_form, int rows, int columns, int depth, float alpha,
                   const float *left, int left_stride, const float *right, int right_stride, float beta,
                   float *result, int result_stride);

static sgemm *multiply;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/// OpenBLAS 0.3.21 does not know the newest processors and takes its Haswell kernels there; the ones with AVX-512 are
/// nearly twice as fast.
static void name_core_type(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
#endif
}

static void load(void) {
    static const char *const names[] = {"libopenblas.so.0", "libcblas.so.3", "libblas.so.3"};
    name_core_type();
    for (size_t i = 0; i < sizeof names / sizeof *names && !multiply; i++) {
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (!library) continue;
        // Whoever calls has threads of its own, each with a part of the work.
        void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
        if (set_threads) set_threads(1);
        multiply = (sgemm *)dlsym(library, "cblas_sgemm");
        if (!multiply) dlclose(library);
    }
}

int cbl_is_available(void) {
    pthread_once(&once, load);
    return multiply != NULL;
}

void cbl_products(const float *left, size_t left_rows, size_t left_stride, const float *right, size_t right_rows,
                  size_t right_stride, size_t dimensions, float *result, size_t result_stride) {
    if (!cbl_is_available()) return;
    multiply(row_major, as_it_is, transposed, (int)left_rows, (int)right_rows, (int)dimensions, 1, left,
             (int)left_stride, right, (int)right_stride, 0, result, (int)result_stride);
}
