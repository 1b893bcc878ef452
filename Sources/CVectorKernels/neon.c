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

/// The weighted differences of two of a group's rows.
static inline uint32x2_t differences(const cvk_code_query *query, const uint64_t *codes) {
    uint64x2_t sum = vdupq_n_u64(0);
    for (size_t plane = 0; plane < cvk_code_planes; plane++) {
        uint64x2_t counts = vdupq_n_u64(0);
        for (size_t word = 0; word < query->words; word++) {
            const uint64x2_t code = vld1q_u64(codes + word * cvk_code_rows);
            const uint64x2_t unlike = veorq_u64(code, vdupq_n_u64(query->planes[word * cvk_code_planes + plane]));
            const uint8x16_t bits = vcntq_u8(vreinterpretq_u8_u64(unlike));
            counts = vpadalq_u32(counts, vpaddlq_u16(vpaddlq_u8(bits)));
        }
        sum = vaddq_u64(sum, vshlq_u64(counts, vdupq_n_s64((int64_t)plane)));
    }
    return vmovn_u64(sum);
}

static void bounds(const cvk_code_query *query, const uint64_t *codes, const float *factors, size_t groups,
                   float *bounds) {
    const float32x4_t scale = vdupq_n_f32(query->scale), offset = vdupq_n_f32(query->offset);
    const float32x4_t slack = vdupq_n_f32(query->slack), base = vdupq_n_f32(query->base);
    for (size_t group = 0; group < groups; group++) {
        for (size_t half = 0; half < cvk_code_rows; half += 4) {
            const uint32x4_t counts =
                vcombine_u32(differences(query, codes + half), differences(query, codes + half + 2));
            const float32x4_t product = vfmaq_f32(offset, vcvtq_f32_u32(counts), scale);
            const float32x4_t estimate =
                vfmaq_f32(vld1q_f32(factors + cvk_code_rows + half), vld1q_f32(factors + half), product);
            const float32x4_t bound =
                vfmaq_f32(estimate, vld1q_f32(factors + 2 * cvk_code_rows + half), slack);
            vst1q_f32(bounds + half, vaddq_f32(bound, base));
        }
        codes += query->words * cvk_code_rows;
        factors += 3 * cvk_code_rows;
        bounds += cvk_code_rows;
    }
}

const cvk_kernels cvk_neon = {"NEON", scores, at_least, bounds};
#endif
