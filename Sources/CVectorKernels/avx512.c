// AVX-512F: 16 floats an instruction; a masked load takes the dimensions that do not fill one.

#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,bmi,popcnt")))

AVX512 void cvk_avx512_scores(const float *query, size_t dimensions, const float *rows, size_t stride,
                              const uint32_t *chosen, size_t count, float *scores) {
    const size_t whole = dimensions & ~(size_t)15;
    const __mmask16 tail = (__mmask16)((1u << (dimensions & 15)) - 1);
    for (size_t first = 0; first < count; first += cvk_group) {
        const float *row[cvk_group];
        cvk_group_rows(rows, stride, chosen, first, count, row);
        __m512 a = _mm512_setzero_ps(), b = a, c = a, d = a;
        for (size_t i = 0; i < whole; i += 16) {
            const __m512 q = _mm512_loadu_ps(query + i);
            a = _mm512_fmadd_ps(q, _mm512_loadu_ps(row[0] + i), a);
            b = _mm512_fmadd_ps(q, _mm512_loadu_ps(row[1] + i), b);
            c = _mm512_fmadd_ps(q, _mm512_loadu_ps(row[2] + i), c);
            d = _mm512_fmadd_ps(q, _mm512_loadu_ps(row[3] + i), d);
        }
        if (tail) {
            const __m512 q = _mm512_maskz_loadu_ps(tail, query + whole);
            a = _mm512_fmadd_ps(q, _mm512_maskz_loadu_ps(tail, row[0] + whole), a);
            b = _mm512_fmadd_ps(q, _mm512_maskz_loadu_ps(tail, row[1] + whole), b);
            c = _mm512_fmadd_ps(q, _mm512_maskz_loadu_ps(tail, row[2] + whole), c);
            d = _mm512_fmadd_ps(q, _mm512_maskz_loadu_ps(tail, row[3] + whole), d);
        }
        const float sums[cvk_group] = {_mm512_reduce_add_ps(a), _mm512_reduce_add_ps(b),
                                       _mm512_reduce_add_ps(c), _mm512_reduce_add_ps(d)};
        cvk_group_store(sums, first, count, scores);
    }
}

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

const cvk_kernels cvk_avx512 = {"AVX-512", cvk_avx512_scores, cvk_avx512_at_least, cvk_avx2_bounds};
#endif
