// AVX-512 with VPOPCNTDQ: the bits of a word of eight rows are counted by one instruction.

#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512P __attribute__((target("avx512f,avx512dq,avx512vl,avx512vpopcntdq,fma")))

/// How far ahead the memory is asked for codes: a page, where the processor's own looking ahead ends.
enum { ahead = 4096 };

AVX512P static void bounds(const cvk_code_query *query, const uint64_t *codes, const float *factors, size_t groups,
                           float *bounds) {
    const size_t words = query->words;
    const __m256 scale = _mm256_set1_ps(query->scale), offset = _mm256_set1_ps(query->offset);
    const __m256 slack = _mm256_set1_ps(query->slack), base = _mm256_set1_ps(query->base);
    const size_t groups_ahead = ahead / (words * cvk_code_rows * sizeof(uint64_t)) + 1;
    for (size_t group = 0; group < groups; group++) {
        if (group + groups_ahead < groups) {
            cvk_prefetch(codes + groups_ahead * words * cvk_code_rows, words * cvk_code_rows * sizeof(uint64_t));
            cvk_prefetch(factors + groups_ahead * 3 * cvk_code_rows, 3 * cvk_code_rows * sizeof(float));
        }
        __m512i counts[cvk_code_planes];
        for (size_t plane = 0; plane < cvk_code_planes; plane++) counts[plane] = _mm512_setzero_si512();
        for (size_t word = 0; word < words; word++) {
            const __m512i code = _mm512_loadu_si512(codes + word * cvk_code_rows);
            const uint64_t *planes = query->planes + word * cvk_code_planes;
            for (size_t plane = 0; plane < cvk_code_planes; plane++) {
                const __m512i unlike = _mm512_xor_si512(code, _mm512_set1_epi64((long long)planes[plane]));
                counts[plane] = _mm512_add_epi64(counts[plane], _mm512_popcnt_epi64(unlike));
            }
        }
        __m512i sum = counts[0];
        for (size_t plane = 1; plane < cvk_code_planes; plane++)
            sum = _mm512_add_epi64(sum, _mm512_slli_epi64(counts[plane], (unsigned)plane));
        const __m256 difference = _mm512_cvtepi64_ps(sum);
        const __m256 product = _mm256_fmadd_ps(difference, scale, offset);
        const __m256 estimate =
            _mm256_fmadd_ps(_mm256_loadu_ps(factors), product, _mm256_loadu_ps(factors + cvk_code_rows));
        const __m256 bound = _mm256_fmadd_ps(_mm256_loadu_ps(factors + 2 * cvk_code_rows), slack, estimate);
        _mm256_storeu_ps(bounds, _mm256_add_ps(bound, base));
        codes += words * cvk_code_rows;
        factors += 3 * cvk_code_rows;
        bounds += cvk_code_rows;
    }
}

const cvk_kernels cvk_avx512_popcount = {
    "AVX-512 VPOPCNTDQ",
    {cvk_avx512_products_f32, cvk_avx512_products_f16, cvk_avx512_distances_f32, cvk_avx512_distances_f16},
    cvk_avx512_at_least,
    bounds,
    cvk_avx512_level_product};
#endif
