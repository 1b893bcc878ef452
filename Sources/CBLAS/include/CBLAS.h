#ifndef NEAREST_CBLAS_H
#define NEAREST_CBLAS_H

#include <stdbool.h>
#include <stddef.h>

/// Computes `products` = `left` × `right`ᵀ in f32, all row-major: `left` has `rows` rows of `inner` values, one
/// every `left_stride` floats, `right` has `columns` such rows, and `products` gets `rows` × `columns` values.
///
/// On the calling thread alone, so that the sums, and with them every result, are the same on any number of
/// processors; whoever has more threads calls from each. The library is loaded by the first call.
///
/// Returns false, with nothing computed, where the machine has no CBLAS.
bool cblas_products(size_t rows, size_t columns, size_t inner, const float *_Nonnull left, size_t left_stride,
                    const float *_Nonnull right, size_t right_stride, float *_Nonnull products);

#endif
