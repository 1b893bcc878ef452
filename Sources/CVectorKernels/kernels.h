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
cvk_score cvk_avx512_products_f32, cvk_avx512_products_f16, cvk_avx512_distances_f32, cvk_avx512_distances_f16;
size_t cvk_avx512_at_least(const float *scores, size_t count, float threshold, uint32_t *positions);
float cvk_avx512_level_product(const float *query, const uint32_t *code, size_t count);
#elif defined(__aarch64__)
extern const cvk_kernels cvk_neon;
#endif

/// Rows are scored four at a time, so that a load of the query serves four of them.
enum { cvk_group = 4 };

/// The rows of the group that begins at `first`. A last group that is not full repeats its last row, so that
/// every row runs through the same instructions and equal rows get equal scores.
static inline void cvk_group_rows(const void *rows, size_t stride, const uint32_t *chosen, size_t first,
                                  size_t count, const void *group[cvk_group]) {
    for (size_t i = 0; i < cvk_group; i++) {
        size_t position = first + i < count ? first + i : count - 1;
        group[i] = (const char *)rows + (chosen ? chosen[position] : position) * stride;
    }
}

/// Copies as many of the group's scores as the block has; a squared distance becomes a score by its sign.
static inline void cvk_group_store(const float values[cvk_group], int is_distance, size_t first, size_t count,
                                   float *scores) {
    for (size_t i = 0; i < cvk_group && first + i < count; i++)
        scores[first + i] = is_distance ? 0 - values[i] : values[i];
}

/// A 16-bit float's value.
static inline float cvk_half_value(uint16_t half) {
    union {
        uint32_t bits;
        float value;
    } result = {(uint32_t)(half & 0x7FFF) << 13};
    // The exponents' zero points differ by 112, also for numbers below the normal ones.
    if ((half & 0x7C00) == 0x7C00)
        result.bits |= 0x7F800000;
    else
        result.value *= 0x1p112f;
    result.bits |= (uint32_t)(half & 0x8000) << 16;
    return result.value;
}

/// For functions that are written once for all kinds of scores: with constants for what distinguishes them they
/// become one loop each.
#define CVK_INLINE static inline __attribute__((always_inline))

/// The four functions of a set, each `score` with its constants.
#define CVK_SCORES(linkage, attributes, prefix, score)                                                          \
    CVK_SCORE(linkage, attributes, prefix##products_f32, score, 0, 0)                                           \
    CVK_SCORE(linkage, attributes, prefix##products_f16, score, 0, 1)                                           \
    CVK_SCORE(linkage, attributes, prefix##distances_f32, score, 1, 0)                                          \
    CVK_SCORE(linkage, attributes, prefix##distances_f16, score, 1, 1)
#define CVK_SCORE(linkage, attributes, name, score, is_distance, is_half)                                       \
    attributes linkage void name(const float *query, size_t dimensions, const void *rows, size_t stride,        \
                                 const uint32_t *chosen, size_t count, float *scores) {                         \
        score(query, dimensions, rows, stride, chosen, count, scores, is_distance, is_half);                    \
    }

#endif
