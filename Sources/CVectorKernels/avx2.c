// AVX2 with FMA: 8 floats an instruction, two sums a row.

#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma,bmi,popcnt")))

/// Eight lanes set, then eight clear: a window of it is the mask of a tail of 0 to 8 dimensions.
static const int32_t tails[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};

AVX2 static inline float sum(__m256 a, __m256 b) {
    const __m256 both = _mm256_add_ps(a, b);
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(both), _mm256_extractf128_ps(both, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_shuffle_ps(half, half, 1)));
}

AVX2 static void scores(const float *query, size_t dimensions, const float *rows, size_t stride,
                        const uint32_t *chosen, size_t count, float *scores) {
    for (size_t first = 0; first < count; first += cvk_group) {
        const float *row[cvk_group];
        cvk_group_rows(rows, stride, chosen, first, count, row);
        __m256 low[cvk_group], high[cvk_group];
        for (size_t r = 0; r < cvk_group; r++) low[r] = high[r] = _mm256_setzero_ps();
        size_t i = 0;
        for (; i + 16 <= dimensions; i += 16) {
            const __m256 q = _mm256_loadu_ps(query + i), p = _mm256_loadu_ps(query + i + 8);
            for (size_t r = 0; r < cvk_group; r++) {
                low[r] = _mm256_fmadd_ps(q, _mm256_loadu_ps(row[r] + i), low[r]);
                high[r] = _mm256_fmadd_ps(p, _mm256_loadu_ps(row[r] + i + 8), high[r]);
            }
        }
        for (; i < dimensions; i += 8) {
            const size_t left = dimensions - i < 8 ? dimensions - i : 8;
            const __m256i mask = _mm256_loadu_si256((const __m256i *)(tails + 8 - left));
            const __m256 q = _mm256_maskload_ps(query + i, mask);
            for (size_t r = 0; r < cvk_group; r++)
                low[r] = _mm256_fmadd_ps(q, _mm256_maskload_ps(row[r] + i, mask), low[r]);
        }
        float sums[cvk_group];
        for (size_t r = 0; r < cvk_group; r++) sums[r] = sum(low[r], high[r]);
        cvk_group_store(sums, first, count, scores);
    }
}

AVX2 static size_t at_least(const float *scores, size_t count, float threshold, uint32_t *positions) {
    const __m256 bound = _mm256_set1_ps(threshold);
    size_t found = 0, i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m256 over = _mm256_cmp_ps(_mm256_loadu_ps(scores + i), bound, _CMP_GE_OQ);
        uint32_t hits = (uint32_t)_mm256_movemask_ps(over);
        for (; hits; hits &= hits - 1) positions[found++] = (uint32_t)(i + (size_t)__builtin_ctz(hits));
    }
    for (; i < count; i++)
        if (scores[i] >= threshold) positions[found++] = (uint32_t)i;
    return found;
}

const cvk_kernels cvk_avx2 = {"AVX2", scores, at_least};
#endif
