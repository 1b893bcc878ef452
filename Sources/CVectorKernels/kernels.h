// What the files of this target share.

#ifndef NEAREST_KERNELS_INTERNAL_H
#define NEAREST_KERNELS_INTERNAL_H

#include "CVectorKernels.h"

extern const cvk_kernels cvk_scalar;
#if defined(__x86_64__)
extern const cvk_kernels cvk_avx2;
extern const cvk_kernels cvk_avx512;
extern const cvk_kernels cvk_avx512_popcount;

// What AVX-512 without an instruction that counts bits takes from AVX2, and the one with it from the one without.
void cvk_avx2_bounds(const cvk_code_query *query, const uint64_t *codes, const float *factors, size_t groups,
                     float *bounds);
void cvk_avx512_scores(const float *query, size_t dimensions, const float *rows, size_t stride,
                       const uint32_t *chosen, size_t count, float *scores);
size_t cvk_avx512_at_least(const float *scores, size_t count, float threshold, uint32_t *positions);
#elif defined(__aarch64__)
extern const cvk_kernels cvk_neon;
#endif

/// Rows are scored four at a time, so that a load of the query serves four of them.
enum { cvk_group = 4 };

/// The rows of the group that begins at `first`. A last group that is not full repeats its last row, so that
/// every row runs through the same instructions and equal rows get equal scores.
static inline void cvk_group_rows(const float *rows, size_t stride, const uint32_t *chosen, size_t first,
                                  size_t count, const float *group[cvk_group]) {
    for (size_t i = 0; i < cvk_group; i++) {
        size_t position = first + i < count ? first + i : count - 1;
        group[i] = rows + (chosen ? chosen[position] : position) * stride;
    }
}

/// Copies as many of the group's scores as the block has.
static inline void cvk_group_store(const float values[cvk_group], size_t first, size_t count, float *scores) {
    for (size_t i = 0; i < cvk_group && first + i < count; i++) scores[first + i] = values[i];
}

#endif
