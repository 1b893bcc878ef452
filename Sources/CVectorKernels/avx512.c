// AVX-512F: 16 floats an instruction; a masked load takes the dimensions that do not fill one.

#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define AVX512 __attribute__((target("avx512f,bmi,popcnt")))

AVX512 CVK_INLINE __m512 load(const void *row, size_t i, int is_half) {
    if (is_half) return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)((const uint16_t *)row + i)));
    return _mm512_loadu_ps((const float *)row + i);
}

/// The last values of a row, fewer than sixteen, and zeros.
AVX512 CVK_INLINE __m512 load_tail(const void *row, size_t i, size_t left, int is_half) {
    if (!is_half) return _mm512_maskz_loadu_ps((__mmask16)((1u << left) - 1), (const float *)row + i);
    uint16_t halves[16] = {0};
    memcpy(halves, (const uint16_t *)row + i, left * sizeof(uint16_t));
    return load(halves, 0, 1);
}

AVX512 CVK_INLINE __m512 add(__m512 query, __m512 row, __m512 sum, int is_distance) {
    const __m512 difference = _mm512_sub_ps(query, row);
    return is_distance ? _mm512_fmadd_ps(difference, difference, sum) : _mm512_fmadd_ps(query, row, sum);
}

AVX512 CVK_INLINE void score(const float *query, size_t dimensions, const void *rows, size_t stride,
                             const uint32_t *chosen, size_t count, float *scores, int is_distance, int is_half) {
    const size_t left = dimensions & 15, whole = dimensions - left;
    for (size_t first = 0; first < count; first += cvk_group) {
        const void *row[cvk_group];
        cvk_group_rows(rows, stride, chosen, first, count, row);
        __m512 a = _mm512_setzero_ps(), b = a, c = a, d = a;
        for (size_t i = 0; i < whole; i += 16) {
            const __m512 q = _mm512_loadu_ps(query + i);
            a = add(q, load(row[0], i, is_half), a, is_distance);
            b = add(q, load(row[1], i, is_half), b, is_distance);
            c = add(q, load(row[2], i, is_half), c, is_distance);
            d = add(q, load(row[3], i, is_half), d, is_distance);
        }
        if (left) {
            const __m512 q = load_tail(query, whole, left, 0);
            a = add(q, load_tail(row[0], whole, left, is_half), a, is_distance);
            b = add(q, load_tail(row[1], whole, left, is_half), b, is_distance);
            c = add(q, load_tail(row[2], whole, left, is_half), c, is_distance);
            d = add(q, load_tail(row[3], whole, left, is_half), d, is_distance);
        }
        const float sums[cvk_group] = {_mm512_reduce_add_ps(a), _mm512_reduce_add_ps(b),
                                       _mm512_reduce_add_ps(c), _mm512_reduce_add_ps(d)};
        cvk_group_store(sums, is_distance, first, count, scores);
    }
}

CVK_SCORES(, AVX512, cvk_avx512_, score)

AVX512 size_t cvk_avx512_at_least(const float *scores, size_t count, float threshold, uint32_t *positions) {
    const __m512 bound = _mm512_set1_ps(threshold);
    size_t found = 0;
    for (size_t i = 0; i < count; i += 16) {
        const __mmask16 present = count - i >= 16 ? 0xFFFF : (__mmask16)((1u << (count - i)) - 1);
        const __m512 block = _mm512_maskz_loadu_ps(present, scores + i);
        uint32_t hits = _mm512_mask_cmp_ps_mask(present, block, bound, _CMP_GE_OQ);
        for (; hits; hits &= hits - 1) positions[found++] = (uint32_t)(i + (size_t)__builtin_ctz(hits));
    }
    return found;
}

AVX512 float cvk_avx512_level_product(const float *query, const uint32_t *code, size_t count) {
    const __m512 odd = _mm512_setr_ps(-15, -13, -11, -9, -7, -5, -3, -1, 1, 3, 5, 7, 9, 11, 13, 15);
    // The eight words twice: the second time shifted to their next level.
    const __m512i shifts = _mm512_setr_epi32(0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 4, 4, 4, 4, 4);
    __m512 a = _mm512_setzero_ps(), b = a, c = a, d = a;
    for (; count; count -= 64, query += 64, code += 8) {
        const __m256i words = _mm256_loadu_si256((const __m256i *)code);
        // The look-up takes the lowest four bits of each.
        const __m512i levels = _mm512_srlv_epi32(_mm512_broadcast_i64x4(words), shifts);
        a = _mm512_fmadd_ps(_mm512_permutexvar_ps(levels, odd), _mm512_loadu_ps(query), a);
        b = _mm512_fmadd_ps(_mm512_permutexvar_ps(_mm512_srli_epi32(levels, 8), odd), _mm512_loadu_ps(query + 16), b);
        c = _mm512_fmadd_ps(_mm512_permutexvar_ps(_mm512_srli_epi32(levels, 16), odd), _mm512_loadu_ps(query + 32), c);
        d = _mm512_fmadd_ps(_mm512_permutexvar_ps(_mm512_srli_epi32(levels, 24), odd), _mm512_loadu_ps(query + 48), d);
    }
    return _mm512_reduce_add_ps(_mm512_add_ps(_mm512_add_ps(a, b), _mm512_add_ps(c, d)));
}

const cvk_kernels cvk_avx512 = {
    "AVX-512",
    {cvk_avx512_products_f32, cvk_avx512_products_f16, cvk_avx512_distances_f32, cvk_avx512_distances_f16},
    cvk_avx512_at_least,
    cvk_avx2_bounds,
    cvk_avx512_level_product};
#endif
