// What makes codes of one bit a dimension, outside of any search.

#include "CVectorKernels.h"

#include <math.h>

/// The fast Walsh-Hadamard transform of `count` values, a power of two, scaled so that lengths stay.
static void transform(float *values, size_t count) {
    for (size_t step = 1; step < count; step *= 2)
        for (size_t first = 0; first < count; first += 2 * step)
            for (size_t i = first; i < first + step; i++) {
                const float low = values[i], high = values[i + step];
                values[i] = low + high;
                values[i + step] = low - high;
            }
    const float scale = 1 / sqrtf((float)count);
    for (size_t i = 0; i < count; i++) values[i] *= scale;
}

void cvk_rotate(float *values, size_t count, const float *signs) {
    enum { rounds = 4 };
    size_t power = 64;
    while (power * 2 <= count) power *= 2;
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < count; i++) values[i] *= signs[round * count + i];
        // In turns the first values and the last ones, so that all are reached.
        transform(round % 2 ? values + (count - power) : values, power);
        if (power == count) continue;
        const size_t half = count / 2;
        const float scale = sqrtf(0.5f);
        for (size_t i = 0; i < half; i++) {
            const float low = values[i], high = values[i + half];
            values[i] = scale * (low + high);
            values[i + half] = scale * (low - high);
        }
    }
}

void cvk_encode(const float *values, size_t count, uint64_t *code, double *absolute, double *squares) {
    double sum = 0, square = 0;
    for (size_t first = 0; first < count; first += 64) {
        uint64_t word = 0;
        float some = 0, other = 0;
        for (size_t i = 0; i < 64; i++) {
            const float value = values[first + i];
            word |= (uint64_t)(value > 0) << i;
            some += fabsf(value);
            other += value * value;
        }
        code[first / 64 * cvk_code_rows] = word;
        sum += some;
        square += other;
    }
    *absolute = sum;
    *squares = square;
}

void cvk_highest(const float *values, const float *less, size_t count, size_t wanted, uint32_t *places) {
    if (wanted == 1) {
        // The highest value first, in lanes that the compiler makes vectors of; then its place.
        enum { lanes = 16 };
        float highest[lanes];
        for (size_t lane = 0; lane < lanes; lane++) highest[lane] = -INFINITY;
        size_t i = 0;
        for (; i + lanes <= count; i += lanes)
            for (size_t lane = 0; lane < lanes; lane++) {
                const float value = values[i + lane] - less[i + lane];
                highest[lane] = value > highest[lane] ? value : highest[lane];
            }
        float best = -INFINITY;
        for (; i < count; i++) best = values[i] - less[i] > best ? values[i] - less[i] : best;
        for (size_t lane = 0; lane < lanes; lane++) best = highest[lane] > best ? highest[lane] : best;
        places[0] = 0;
        for (i = 0; i < count; i++)
            if (values[i] - less[i] == best) {
                places[0] = (uint32_t)i;
                return;
            }
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const float value = values[i] - less[i];
        if (kept == wanted && !(value > values[places[kept - 1]] - less[places[kept - 1]])) continue;
        size_t place = kept < wanted ? kept++ : kept - 1;
        for (; place > 0 && value > values[places[place - 1]] - less[places[place - 1]]; place--)
            places[place] = places[place - 1];
        places[place] = (uint32_t)i;
    }
}
