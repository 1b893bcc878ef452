// NEON: 4 floats an instruction, two sums a row; every 64-bit ARM processor has it.

#include "kernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>

CVK_INLINE float32x4_t load(const void *row, size_t i, int is_half) {
    if (is_half) return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16((const uint16_t *)row + i)));
    return vld1q_f32((const float *)row + i);
}

CVK_INLINE float32x4_t add(float32x4_t query, float32x4_t row, float32x4_t sum, int is_distance) {
    const float32x4_t difference = vsubq_f32(query, row);
    return is_distance ? vfmaq_f32(sum, difference, difference) : vfmaq_f32(sum, query, row);
}

CVK_INLINE void score(const float *query, size_t dimensions, const void *rows, size_t stride, const uint32_t *chosen,
                      size_t count, float *scores, int is_distance, int is_half) {
    for (size_t first = 0; first < count; first += cvk_group) {
        const void *row[cvk_group];
        cvk_group_rows(rows, stride, chosen, first, count, row);
        float32x4_t low[cvk_group], high[cvk_group];
        for (size_t r = 0; r < cvk_group; r++) low[r] = high[r] = vdupq_n_f32(0);
        size_t i = 0;
        for (; i + 8 <= dimensions; i += 8) {
            const float32x4_t q = vld1q_f32(query + i), p = vld1q_f32(query + i + 4);
            for (size_t r = 0; r < cvk_group; r++) {
                low[r] = add(q, load(row[r], i, is_half), low[r], is_distance);
                high[r] = add(p, load(row[r], i + 4, is_half), high[r], is_distance);
            }
        }
        float sums[cvk_group];
        for (size_t r = 0; r < cvk_group; r++) {
            sums[r] = vaddvq_f32(vaddq_f32(low[r], high[r]));
            for (size_t j = i; j < dimensions; j++) {
                const float value =
                    is_half ? cvk_half_value(((const uint16_t *)row[r])[j]) : ((const float *)row[r])[j];
                const float difference = query[j] - value;
                sums[r] += is_distance ? difference * difference : query[j] * value;
            }
        }
        cvk_group_store(sums, is_distance, first, count, scores);
    }
}

CVK_SCORES(static, , , score)

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

CVK_INLINE float32x4_t add_levels(uint32x4_t levels, const float *query, float32x4_t total) {
    const float32x4_t level = vcvtq_f32_u32(vandq_u32(levels, vdupq_n_u32(15)));
    return vfmaq_f32(total, vfmaq_f32(vdupq_n_f32(-15), level, vdupq_n_f32(2)), vld1q_f32(query));
}

static float level_product(const float *query, const uint32_t *code, size_t count) {
    float32x4_t low = vdupq_n_f32(0), high = low;
    for (; count; count -= 64, query += 64, code += 8) {
        uint32x4_t first = vld1q_u32(code), second = vld1q_u32(code + 4);
        for (size_t place = 0; place < 8; place++) {
            low = add_levels(first, query + 8 * place, low);
            high = add_levels(second, query + 8 * place + 4, high);
            first = vshrq_n_u32(first, 4);
            second = vshrq_n_u32(second, 4);
        }
    }
    return vaddvq_f32(vaddq_f32(low, high));
}

const cvk_kernels cvk_neon = {
    "NEON", {products_f32, products_f16, distances_f32, distances_f16}, at_least, bounds, level_product};
#endif
