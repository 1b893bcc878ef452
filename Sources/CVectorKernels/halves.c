// 16-bit floats and 32-bit ones.

#include "kernels.h"

void cvk_from_half(const uint16_t *halves, size_t count, float *values) {
    for (size_t i = 0; i < count; i++) values[i] = cvk_half_value(halves[i]);
}

/// The nearest 16-bit float, ties to even.
static uint16_t half_of(float value) {
    union {
        float value;
        uint32_t bits;
    } number = {value};
    const uint16_t sign = (uint16_t)(number.bits >> 16 & 0x8000);
    number.bits &= 0x7FFFFFFF;
    if (number.bits > 0x7F800000) return sign | 0x7E00;
    if (number.bits >= 0x47800000) return sign | 0x7C00;
    if (number.bits < 0x38800000) {
        // Below 2^-14: beside a half, a 32-bit float's last bit is worth 2^-24, as theirs is.
        number.value += 0.5f;
        return sign | (uint16_t)(number.bits - 0x3F000000);
    }
    number.bits += 0xFFF + (number.bits >> 13 & 1);
    return sign | (uint16_t)((number.bits - 0x38000000) >> 13);
}

void cvk_to_half(const float *values, size_t count, uint16_t *halves) {
    for (size_t i = 0; i < count; i++) halves[i] = half_of(values[i]);
}
