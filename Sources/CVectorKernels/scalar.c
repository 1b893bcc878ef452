// Plain C: the oracle of the other sets, and what runs where none of them can.

#include "kernels.h"

#include <math.h>

CVK_INLINE float term(const float *query, const void *row, size_t i, int is_distance, int is_half) {
    const float value = is_half ? cvk_half_value(((const uint16_t *)row)[i]) : ((const float *)row)[i];
    const float difference = query[i] - value;
    return is_distance ? difference * difference : query[i] * value;
}

/// Eight partial sums, as the vector units keep them: the error grows with an eighth of the dimensions.
CVK_INLINE float sum(const float *query, const void *row, size_t dimensions, int is_distance, int is_half) {
    float partial[8] = {0};
    size_t i = 0;
    for (; i + 8 <= dimensions; i += 8)
        for (size_t lane = 0; lane < 8; lane++) partial[lane] += term(query, row, i + lane, is_distance, is_half);
    for (; i < dimensions; i++) partial[i & 7] += term(query, row, i, is_distance, is_half);
    return ((partial[0] + partial[4]) + (partial[2] + partial[6])) +
           ((partial[1] + partial[5]) + (partial[3] + partial[7]));
}

CVK_INLINE void score(const float *query, size_t dimensions, const void *rows, size_t stride, const uint32_t *chosen,
                      size_t count, float *scores, int is_distance, int is_half) {
    for (size_t i = 0; i < count; i++) {
        const void *row = (const char *)rows + (chosen ? chosen[i] : i) * stride;
        const float value = sum(query, row, dimensions, is_distance, is_half);
        scores[i] = is_distance ? 0 - value : value;
    }
}

CVK_SCORES(static, , , score)

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

static float level_product(const float *query, const uint32_t *code, size_t count) {
    float partial[8] = {0};
    for (size_t first = 0; first < count; first += 64, code += 8)
        for (size_t place = 0; place < 8; place++)
            for (size_t lane = 0; lane < 8; lane++) {
                const int level = code[lane] >> 4 * place & 15;
                partial[lane] += query[first + 8 * place + lane] * (float)(2 * level - 15);
            }
    return ((partial[0] + partial[4]) + (partial[2] + partial[6])) +
           ((partial[1] + partial[5]) + (partial[3] + partial[7]));
}

const cvk_kernels cvk_scalar = {
    "scalar", {products_f32, products_f16, distances_f32, distances_f16}, at_least, bounds, level_product};
