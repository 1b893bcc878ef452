// The inner loops of the index, once for each instruction set.
//
// Every set answers the same contract, so the scalar one is the oracle of the others. None needs an unsafe
// compiler flag: each function names the instructions that it may use, and nothing calls it before the
// processor was asked.

#ifndef NEAREST_VECTOR_KERNELS_H
#define NEAREST_VECTOR_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// One instruction set's kernels.
typedef struct {
    /// As `doctor` shows it: "AVX-512", "AVX2", "NEON" or "scalar".
    const char *_Nonnull name;

    /// The inner products of one query with `count` rows, into `scores[0..<count]`.
    ///
    /// Row `i` begins `stride` floats after row `i - 1`. With `chosen`, the rows are instead those numbers of
    /// the block, in that order. A row's score depends on its values alone, to the last bit, and not on where
    /// it stands or what stands beside it: equal vectors tie, and ties are broken by id.
    void (*_Nonnull scores)(const float *_Nonnull query, size_t dimensions, const float *_Nonnull rows,
                            size_t stride, const uint32_t *_Nullable chosen, size_t count,
                            float *_Nonnull scores);

    /// The positions, ascending, of the scores that are at least `threshold`, into `positions`, which has room
    /// for `count`. Returns how many.
    size_t (*_Nonnull at_least)(const float *_Nonnull scores, size_t count, float threshold,
                                uint32_t *_Nonnull positions);
} cvk_kernels;

/// How many sets this processor can run, at least one.
size_t cvk_supported_count(void);

/// The sets that this processor can run, the fastest first and the scalar one last.
/// `index` below `cvk_supported_count()`.
const cvk_kernels *_Nonnull cvk_supported(size_t index);

/// CRC-32C (Castagnoli) of `count` bytes, continuing `crc`, which is 0 at the start.
/// The check value of "123456789" is 0xE3069283.
uint32_t cvk_crc32c(uint32_t crc, const void *_Nonnull bytes, size_t count);

/// The same from a table, without the processor's instruction: its oracle.
uint32_t cvk_crc32c_portable(uint32_t crc, const void *_Nonnull bytes, size_t count);

/// Whether `cvk_crc32c` runs on the processor's own instruction.
int cvk_crc32c_is_accelerated(void);

#endif
