// Plain C: the oracle of the other sets, and what runs where none of them can.

#include "kernels.h"

#include <math.h>

/// Eight partial sums, as the vector units keep them: the error grows with an eighth of the dimensions.
static float inner_product(const float *a, const float *b, size_t dimensions) {
    float partial[8] = {0};
    size_t i = 0;
    for (; i + 8 <= dimensions; i += 8)
        for (size_t lane = 0; lane < 8; lane++) partial[lane] += a[i + lane] * b[i + lane];
    for (; i < dimensions; i++) partial[i & 7] += a[i] * b[i];
    return ((partial[0] + partial[4]) + (partial[2] + partial[6])) +
           ((partial[1] + partial[5]) + (partial[3] + partial[7]));
}

static void scores(const float *query, size_t dimensions, const float *rows, size_t stride,
                   const uint32_t *chosen, size_t count, float *scores) {
    for (size_t i = 0; i < count; i++)
        scores[i] = inner_product(query, rows + (chosen ? chosen[i] : i) * stride, dimensions);
}

static size_t at_least(const float *scores, size_t count, float threshold, uint32_t *positions) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        positions[found] = (uint32_t)i;
        found += scores[i] >= threshold;
    }
    return found;
}

static void bounds(const cvk_code_query *query, const uint64_t *codes, const float *factors, size_t groups,
                   float *bounds) {
    for (size_t group = 0; group < groups; group++) {
        for (size_t row = 0; row < cvk_code_rows; row++) {
            uint32_t difference = 0;
            for (size_t word = 0; word < query->words; word++)
                for (size_t plane = 0; plane < cvk_code_planes; plane++) {
                    const uint64_t unlike =
                        codes[word * cvk_code_rows + row] ^ query->planes[word * cvk_code_planes + plane];
                    difference += (uint32_t)__builtin_popcountll(unlike) << plane;
                }
            const float product = fmaf((float)difference, query->scale, query->offset);
            const float estimate = fmaf(factors[row], product, factors[cvk_code_rows + row]);
            bounds[row] = fmaf(factors[2 * cvk_code_rows + row], query->slack, estimate) + query->base;
        }
        codes += query->words * cvk_code_rows;
        factors += 3 * cvk_code_rows;
        bounds += cvk_code_rows;
    }
}

const cvk_kernels cvk_scalar = {"scalar", scores, at_least, bounds};
