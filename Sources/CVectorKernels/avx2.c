// AVX2 with FMA and F16C: 8 floats an instruction, two sums a row.

#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define AVX2 __attribute__((target("avx2,fma,f16c,bmi,popcnt")))

/// Eight lanes set, then eight clear: a window of it is the mask of a tail of 0 to 8 dimensions.
static const int32_t tails[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};

AVX2 static inline float sum(__m256 a, __m256 b) {
    const __m256 both = _mm256_add_ps(a, b);
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(both), _mm256_extractf128_ps(both, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_shuffle_ps(half, half, 1)));
}

AVX2 CVK_INLINE __m256 load(const void *row, size_t i, int is_half) {
    if (is_half) return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)((const uint16_t *)row + i)));
    return _mm256_loadu_ps((const float *)row + i);
}

/// The last values of a row, fewer than eight, and zeros.
AVX2 CVK_INLINE __m256 load_tail(const void *row, size_t i, size_t left, __m256i mask, int is_half) {
    if (!is_half) return _mm256_maskload_ps((const float *)row + i, mask);
    uint16_t halves[8] = {0};
    memcpy(halves, (const uint16_t *)row + i, left * sizeof(uint16_t));
    return load(halves, 0, 1);
}

AVX2 CVK_INLINE __m256 add(__m256 query, __m256 row, __m256 sum, int is_distance) {
    const __m256 difference = _mm256_sub_ps(query, row);
    return is_distance ? _mm256_fmadd_ps(difference, difference, sum) : _mm256_fmadd_ps(query, row, sum);
}

AVX2 CVK_INLINE void score(const float *query, size_t dimensions, const void *rows, size_t stride,
                           const uint32_t *chosen, size_t count, float *scores, int is_distance, int is_half) {
    for (size_t first = 0; first < count; first += cvk_group) {
        const void *row[cvk_group];
        cvk_group_rows(rows, stride, chosen, first, count, row);
        __m256 low[cvk_group], high[cvk_group];
        for (size_t r = 0; r < cvk_group; r++) low[r] = high[r] = _mm256_setzero_ps();
        size_t i = 0;
        for (; i + 16 <= dimensions; i += 16) {
            const __m256 q = _mm256_loadu_ps(query + i), p = _mm256_loadu_ps(query + i + 8);
            for (size_t r = 0; r < cvk_group; r++) {
                low[r] = add(q, load(row[r], i, is_half), low[r], is_distance);
                high[r] = add(p, load(row[r], i + 8, is_half), high[r], is_distance);
            }
        }
        for (; i < dimensions; i += 8) {
            const size_t left = dimensions - i < 8 ? dimensions - i : 8;
            const __m256i mask = _mm256_loadu_si256((const __m256i *)(tails + 8 - left));
            const __m256 q = _mm256_maskload_ps(query + i, mask);
            for (size_t r = 0; r < cvk_group; r++)
                low[r] = add(q, load_tail(row[r], i, left, mask, is_half), low[r], is_distance);
        }
        float sums[cvk_group];
        for (size_t r = 0; r < cvk_group; r++) sums[r] = sum(low[r], high[r]);
        cvk_group_store(sums, is_distance, first, count, scores);
    }
}

CVK_SCORES(static, AVX2, , score)

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

/// How many bits of each byte are set, by a look-up of its halves (Mula, Kurz and Lemire, arXiv:1611.07612).
AVX2 static inline __m256i bits(__m256i value) {
    const __m256i low = _mm256_set1_epi8(15);
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
                                           0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i first = _mm256_shuffle_epi8(table, _mm256_and_si256(value, low));
    const __m256i second = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(value, 4), low));
    return _mm256_add_epi8(first, second);
}

/// The weighted differences of four of a group's rows, in the low halves of 64-bit lanes.
AVX2 static inline __m256i differences(const cvk_code_query *query, const uint64_t *codes) {
    // A byte holds the counts of 31 words; no more are added up before they go to wider lanes.
    enum { most = 31 };
    __m256i sum = _mm256_setzero_si256();
    for (size_t first = 0; first < query->words; first += most) {
        const size_t end = first + most < query->words ? first + most : query->words;
        __m256i counts[cvk_code_planes];
        for (size_t plane = 0; plane < cvk_code_planes; plane++) counts[plane] = _mm256_setzero_si256();
        for (size_t word = first; word < end; word++) {
            const __m256i code = _mm256_loadu_si256((const __m256i *)(codes + word * cvk_code_rows));
            const uint64_t *planes = query->planes + word * cvk_code_planes;
            for (size_t plane = 0; plane < cvk_code_planes; plane++) {
                const __m256i unlike = _mm256_xor_si256(code, _mm256_set1_epi64x((long long)planes[plane]));
                counts[plane] = _mm256_add_epi8(counts[plane], bits(unlike));
            }
        }
        for (size_t plane = 0; plane < cvk_code_planes; plane++) {
            const __m256i wide = _mm256_sad_epu8(counts[plane], _mm256_setzero_si256());
            sum = _mm256_add_epi64(sum, _mm256_slli_epi64(wide, (int)plane));
        }
    }
    return sum;
}

AVX2 void cvk_avx2_bounds(const cvk_code_query *query, const uint64_t *codes, const float *factors, size_t groups,
                          float *bounds) {
    const __m256 scale = _mm256_set1_ps(query->scale), offset = _mm256_set1_ps(query->offset);
    const __m256 slack = _mm256_set1_ps(query->slack), base = _mm256_set1_ps(query->base);
    const __m256i even = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
    for (size_t group = 0; group < groups; group++) {
        const __m256i low = _mm256_permutevar8x32_epi32(differences(query, codes), even);
        const __m256i high = _mm256_permutevar8x32_epi32(differences(query, codes + 4), even);
        const __m256 difference = _mm256_cvtepi32_ps(_mm256_blend_epi32(low, high, 0xF0));
        const __m256 product = _mm256_fmadd_ps(difference, scale, offset);
        const __m256 estimate =
            _mm256_fmadd_ps(_mm256_loadu_ps(factors), product, _mm256_loadu_ps(factors + cvk_code_rows));
        const __m256 bound = _mm256_fmadd_ps(_mm256_loadu_ps(factors + 2 * cvk_code_rows), slack, estimate);
        _mm256_storeu_ps(bounds, _mm256_add_ps(bound, base));
        codes += query->words * cvk_code_rows;
        factors += 3 * cvk_code_rows;
        bounds += cvk_code_rows;
    }
}

AVX2 CVK_INLINE __m256 add_levels(__m256i levels, const float *query, __m256 total) {
    const __m256 level = _mm256_cvtepi32_ps(_mm256_and_si256(levels, _mm256_set1_epi32(15)));
    const __m256 odd = _mm256_fmadd_ps(level, _mm256_set1_ps(2), _mm256_set1_ps(-15));
    return _mm256_fmadd_ps(odd, _mm256_loadu_ps(query), total);
}

AVX2 static float level_product(const float *query, const uint32_t *code, size_t count) {
    __m256 a = _mm256_setzero_ps(), b = a, c = a, d = a;
    for (; count; count -= 64, query += 64, code += 8) {
        const __m256i words = _mm256_loadu_si256((const __m256i *)code);
        a = add_levels(words, query, a);
        b = add_levels(_mm256_srli_epi32(words, 4), query + 8, b);
        c = add_levels(_mm256_srli_epi32(words, 8), query + 16, c);
        d = add_levels(_mm256_srli_epi32(words, 12), query + 24, d);
        a = add_levels(_mm256_srli_epi32(words, 16), query + 32, a);
        b = add_levels(_mm256_srli_epi32(words, 20), query + 40, b);
        c = add_levels(_mm256_srli_epi32(words, 24), query + 48, c);
        d = add_levels(_mm256_srli_epi32(words, 28), query + 56, d);
    }
    return sum(_mm256_add_ps(a, b), _mm256_add_ps(c, d));
}

const cvk_kernels cvk_avx2 = {
    "AVX2", {products_f32, products_f16, distances_f32, distances_f16}, at_least, cvk_avx2_bounds, level_product};
#endif
