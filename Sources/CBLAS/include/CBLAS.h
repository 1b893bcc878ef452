// Matrix products by the machine's BLAS.
//
// The library is loaded when the first product is asked for: OpenBLAS starts threads and takes memory as it loads,
// which a search that needs no product should not wait for.

#ifndef NEAREST_BLAS_H
#define NEAREST_BLAS_H

#include <stddef.h>

/// Whether a BLAS with the C interface could be loaded. The first call loads it; safe from several threads.
int cbl_is_available(void);

/// left × transposed right: `result[i * result_stride + j]` becomes the inner product of row `i` of `left` with row
/// `j` of `right`. All are row-major; strides count floats. Computes on the calling thread alone, and may be called
/// from several at once. Nothing happens where `cbl_is_available` is false.
void cbl_products(const float *_Nonnull left, size_t left_rows, size_t left_stride, const float *_Nonnull right,
                  size_t right_rows, size_t right_stride, size_t dimensions, float *_Nonnull result,
                  size_t result_stride);

#endif
