// Rounds a query to a few levels, once for each centre that it meets. One body, compiled for several instruction
// sets: it is written in lanes so that the compiler makes vectors of them.

#include "CVectorKernels.h"

#include <math.h>

enum { lanes = 16, last = (1 << cvk_code_planes) - 1 };

/// Eight bytes' bit `plane`, as the eight bits of a byte.
static inline uint64_t gathered(uint64_t bytes, int plane) {
    return ((bytes >> plane & 0x0101010101010101) * 0x0102040810204080) >> 56;
}

static inline __attribute__((always_inline)) cvk_rounded_query rounded(const float *query, const float *centre,
                                                                        size_t count, float *rest,
                                                                        uint64_t *planes) {
    float highest[lanes] = {0}, squares[lanes] = {0}, lost[lanes] = {0};
    for (size_t i = 0; i < count; i += lanes)
        for (size_t lane = 0; lane < lanes; lane++) {
            const float value = query[i + lane] - centre[i + lane];
            const float length = fabsf(value);
            rest[i + lane] = value;
            highest[lane] = length > highest[lane] ? length : highest[lane];
            squares[lane] += value * value;
        }
    cvk_rounded_query result = {0, 0, 0};
    float most = 0;
    for (size_t lane = 0; lane < lanes; lane++) {
        most = highest[lane] > most ? highest[lane] : most;
        result.squares += squares[lane];
    }
    const float least = 0x1p-126f;
    const float step = most / last > least ? most / last : least;
    const float half = 0.5f / step;
    for (size_t first = 0; first < count; first += 64) {
        union {
            uint8_t bytes[64];
            uint64_t words[8];
        } levels;
        for (size_t i = 0; i < 64; i += lanes)
            for (size_t lane = 0; lane < lanes; lane++) {
                const float value = rest[first + i + lane];
                // Not below 0, so cutting off is rounding down.
                int level = (int)(value * half + (0.5f * last + 0.5f));
                level = level < 0 ? 0 : level > last ? last : level;
                const float error = value - step * (float)(2 * level - last);
                lost[lane] += error * error;
                levels.bytes[i + lane] = (uint8_t)level;
            }
        for (int plane = 0; plane < cvk_code_planes; plane++) {
            uint64_t word = 0;
            for (int byte = 0; byte < 8; byte++) word |= gathered(levels.words[byte], plane) << 8 * byte;
            planes[first / 64 * cvk_code_planes + (size_t)plane] = word;
        }
    }
    result.step = step;
    for (size_t lane = 0; lane < lanes; lane++) result.lost += lost[lane];
    return result;
}

typedef cvk_rounded_query rounding(const float *, const float *, size_t, float *, uint64_t *);

static cvk_rounded_query plain(const float *query, const float *centre, size_t count, float *rest, uint64_t *planes) {
    return rounded(query, centre, count, rest, planes);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static cvk_rounded_query avx2(const float *query, const float *centre, size_t count,
                                                                  float *rest, uint64_t *planes) {
    return rounded(query, centre, count, rest, planes);
}

__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))) static cvk_rounded_query avx512(
    const float *query, const float *centre, size_t count, float *rest, uint64_t *planes) {
    return rounded(query, centre, count, rest, planes);
}

static rounding *fastest(void) {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return plain;
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
                   && __builtin_cpu_supports("avx512vl")
               ? avx512
               : avx2;
}
#else
static rounding *fastest(void) { return plain; }
#endif

cvk_rounded_query cvk_round_query(const float *query, const float *centre, size_t count, float *rest,
                                  uint64_t *planes) {
    return fastest()(query, centre, count, rest, planes);
}
