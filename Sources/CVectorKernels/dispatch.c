// Which sets this processor can run.

#include "kernels.h"

/// Writes the sets that can run here, fastest first, and returns how many.
static size_t supported(const cvk_kernels *sets[4]) {
    size_t count = 0;
#if defined(__x86_64__)
    const int has_fma = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (has_fma && __builtin_cpu_supports("avx512f")) {
        if (__builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl"))
            sets[count++] = &cvk_avx512_popcount;
        sets[count++] = &cvk_avx512;
    }
    if (has_fma) sets[count++] = &cvk_avx2;
#elif defined(__aarch64__)
    sets[count++] = &cvk_neon;
#endif
    sets[count++] = &cvk_scalar;
    return count;
}

size_t cvk_supported_count(void) {
    const cvk_kernels *sets[4];
    return supported(sets);
}

const cvk_kernels *cvk_supported(size_t index) {
    const cvk_kernels *sets[4];
    const size_t count = supported(sets);
    return sets[index < count ? index : count - 1];
}
