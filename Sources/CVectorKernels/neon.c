// NEON: 4 floats an instruction, two sums a row; every 64-bit ARM processor has it.

#include "kernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>

static void scores(const float *query, size_t dimensions, const float *rows, size_t stride,
                   const uint32_t *chosen, size_t count, float *scores) {
    for (size_t first = 0; first < count; first += cvk_group) {
        const float *row[cvk_group];
        cvk_group_rows(rows, stride, chosen, first, count, row);
        float32x4_t low[cvk_group], high[cvk_group];
        for (size_t r = 0; r < cvk_group; r++) low[r] = high[r] = vdupq_n_f32(0);
        size_t i = 0;
        for (; i + 8 <= dimensions; i += 8) {
            const float32x4_t q = vld1q_f32(query + i), p = vld1q_f32(query + i + 4);
            for (size_t r = 0; r < cvk_group; r++) {
                low[r] = vfmaq_f32(low[r], q, vld1q_f32(row[r] + i));
                high[r] = vfmaq_f32(high[r], p, vld1q_f32(row[r] + i + 4));
            }
        }
        float sums[cvk_group];
        for (size_t r = 0; r < cvk_group; r++) {
            sums[r] = vaddvq_f32(vaddq_f32(low[r], high[r]));
            for (size_t j = i; j < dimensions; j++) sums[r] += query[j] * row[r][j];
        }
        cvk_group_store(sums, first, count, scores);
    }
}

static size_t at_least(const float *scores, size_t count, float threshold, uint32_t *positions) {
    const float32x4_t bound = vdupq_n_f32(threshold);
    size_t found = 0, i = 0;
    for (; i + 4 <= count; i += 4) {
        if (vmaxvq_u32(vcgeq_f32(vld1q_f32(scores + i), bound)) == 0) continue;
        for (size_t j = i; j < i + 4; j++)
            if (scores[j] >= threshold) positions[found++] = (uint32_t)j;
    }
    for (; i < count; i++)
        if (scores[i] >= threshold) positions[found++] = (uint32_t)i;
    return found;
}

const cvk_kernels cvk_neon = {"NEON", scores, at_least};
#endif
