// The one routine of CBLAS that the index needs. The library is loaded when the first inverted file is made and not
// when the program starts, for a search does without it. So its declarations are repeated here, as the reference
// CBLAS and OpenBLAS have them.

#include "CBLAS.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// CBLAS_LAYOUT and CBLAS_TRANSPOSE
enum { ROW_MAJOR = 101, AS_IT_IS = 111, TRANSPOSED = 112 };

static struct {
    void (*sgemm)(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
    void (*set_threads)(int);
} blas;

static pthread_once_t once = PTHREAD_ONCE_INIT;

// OpenBLAS 0.3.21 does not know processors that are newer than itself and then leaves AVX-512 unused: 180 GFLOP/s
// were measured against 335. It can only be told through the environment, which must not be changed once there are
// threads that may read it; so this runs before `main`.
__attribute__((constructor)) static void name_core_type(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd"))
        setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
#endif
}

static void load(void) {
    static const char *const names[] = {"libopenblas.so.0", "libblas.so.3", "libcblas.so.3"};
    for (size_t i = 0; i < sizeof names / sizeof *names && !blas.sgemm; i++) {
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (!library) continue;
        void *symbol = dlsym(library, "cblas_sgemm");
        if (!symbol) continue;
        memcpy(&blas.sgemm, &symbol, sizeof symbol);
        // Other libraries than OpenBLAS compute on the calling thread anyway.
        if ((symbol = dlsym(library, "openblas_set_num_threads"))) {
            memcpy(&blas.set_threads, &symbol, sizeof symbol);
            blas.set_threads(1);
        }
    }
}

bool cblas_products(size_t rows, size_t columns, size_t inner, const float *left, size_t left_stride,
                    const float *right, size_t right_stride, float *products) {
    pthread_once(&once, load);
    const size_t limit = INT_MAX;
    if (!blas.sgemm || rows > limit || columns > limit || inner > limit || left_stride > limit || right_stride > limit)
        return false;
    if (rows == 0 || columns == 0) return true;
    blas.sgemm(ROW_MAJOR, AS_IT_IS, TRANSPOSED, (int)rows, (int)columns, (int)inner, 1, left, (int)left_stride, right,
               (int)right_stride, 0, products, (int)columns);
    return true;
}
