// Vectors of length 1.

#include "CVectorKernels.h"

#include <math.h>

double cvk_normalise(const float *values, size_t count, float *unit) {
    // In 64 bits, no square of a 32-bit float is too large or too small.
    double squares = 0;
    for (size_t i = 0; i < count; i++) squares += (double)values[i] * (double)values[i];
    const double length = sqrt(squares);
    const double scale = length > 0 ? 1 / length : 0;
    for (size_t i = 0; i < count; i++) unit[i] = (float)((double)values[i] * scale);
    return length;
}
