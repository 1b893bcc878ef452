// Plain C: the oracle of the other sets, and what runs where none of them can.

#include "kernels.h"

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

const cvk_kernels cvk_scalar = {"scalar", scores, at_least};
