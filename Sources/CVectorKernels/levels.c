// What makes codes of four bits a dimension, outside of any search.

#include "CVectorKernels.h"

#include <math.h>
#include <string.h>

/// From one level to the next, in root mean squares of the values: what 16 even levels of a normal distribution lose
/// least by (J. Max, "Quantizing for minimum distortion", IRE Trans. Inf. Theory 6(1), 1960).
static const double spacing = 0.3352;

cvk_levels cvk_encode_levels(const float *values, const float *centre, size_t count, uint32_t *code) {
    cvk_levels result = {0, 0, 0, 0};
    memset(code, 0, count / 2);
    for (size_t i = 0; i < count; i++) result.squares += (double)values[i] * values[i];
    if (!(result.squares > 0)) return result;
    const double inverse = 1 / (spacing * sqrt(result.squares / (double)count));
    for (size_t i = 0; i < count; i++) {
        // Not below 0, so cutting off is rounding down.
        const double place = values[i] * inverse + 8;
        const int level = place < 0 ? 0 : place > 15 ? 15 : (int)place;
        const int odd = 2 * level - 15;
        const size_t word = i / 64 * 8 + i % 8, shift = i % 64 / 8 * 4;
        code[word] |= (uint32_t)level << shift;
        result.agreement += (double)odd * values[i];
        result.level_squares += odd * odd;
        result.centre += (double)odd * centre[i];
    }
    return result;
}
