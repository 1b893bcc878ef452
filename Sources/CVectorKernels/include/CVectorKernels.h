// The inner loops of the index, once for each instruction set.
//
// Every set answers the same contract, so the scalar one is the oracle of the others. None needs an unsafe
// compiler flag: each function names the instructions that it may use, and nothing calls it before the
// processor was asked.

#ifndef NEAREST_VECTOR_KERNELS_H
#define NEAREST_VECTOR_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Rows whose codes lie interleaved, so that one instruction takes a word of each.
enum { cvk_code_rows = 8 };

/// Bits of a rotated query's values: the value is an odd multiple of a step, 16 levels from -15 to 15.
enum { cvk_code_planes = 4 };

/// A query against codes of one bit a dimension: see `CodedQuery` for what the numbers mean.
typedef struct {
    /// `words` × `cvk_code_planes`: bit `i` of plane `p` of word `w` belongs to dimension `64 w + i`.
    const uint64_t *_Nonnull planes;
    /// 64-bit words of a row's code.
    size_t words;
    /// What every row's bound has.
    float base;
    /// From the weighted count of bits that differ to the inner product with the code, enlarged by what the
    /// query's rounding may have cost.
    float offset, scale;
    /// How many deviations above its estimate a row's bound lies, times the query's length.
    float slack;
} cvk_code_query;

/// What a score is, inner product or negated squared distance, and what the rows are made of, 32-bit or IEEE 754
/// 16-bit floats. The query always has 32 bits a value, and so has all arithmetic.
enum { cvk_products_f32, cvk_products_f16, cvk_distances_f32, cvk_distances_f16, cvk_score_kinds };

/// Scores one query against `count` rows, into `scores[0..<count]`.
///
/// Row `i` begins `stride` bytes after row `i - 1`. With `chosen`, the rows are instead those numbers of the block,
/// in that order. A row's score depends on its values alone, to the last bit, and not on where it stands or what
/// stands beside it: equal vectors tie, and ties are broken by id.
typedef void cvk_score(const float *_Nonnull query, size_t dimensions, const void *_Nonnull rows, size_t stride,
                       const uint32_t *_Nullable chosen, size_t count, float *_Nonnull scores);

/// One instruction set's kernels.
typedef struct {
    /// As `doctor` shows it: "AVX-512", "AVX2", "NEON" or "scalar".
    const char *_Nonnull name;

    /// The scores of one query against `count` rows, into `scores[0..<count]`, by what a score is and what rows
    /// are made of: `scores[cvk_products_f32]`, and so on.
    cvk_score *_Nonnull scores[cvk_score_kinds];

    /// The positions, ascending, of the scores that are at least `threshold`, into `positions`, which has room
    /// for `count`. Returns how many.
    size_t (*_Nonnull at_least)(const float *_Nonnull scores, size_t count, float threshold,
                                uint32_t *_Nonnull positions);

    /// For each of `groups` × `cvk_code_rows` rows, what its score will hardly exceed, into `bounds`:
    ///
    ///     base + shift + factor × (offset + scale × difference) + deviation × slack
    ///
    /// `difference` is the number of bits in which the row's code differs from the query's planes, each plane
    /// weighted by its power of two. `codes` holds, for each group, word after word, the word of each of its rows;
    /// `factors`, for each group, its rows' factors, then their shifts, then their deviations. The two
    /// multiplications with one addition each are fused, so every set gives the same bits.
    void (*_Nonnull bounds)(const cvk_code_query *_Nonnull query, const uint64_t *_Nonnull codes,
                            const float *_Nonnull factors, size_t groups, float *_Nonnull bounds);

    /// The inner product of a query with a row's levels, each taken as the odd number from -15 to 15 that it stands
    /// for; see `cvk_encode_levels`. `count` values, a multiple of 64.
    float (*_Nonnull level_product)(const float *_Nonnull query, const uint32_t *_Nonnull code, size_t count);
} cvk_kernels;

/// How many sets this processor can run, at least one.
size_t cvk_supported_count(void);

/// The sets that this processor can run, the fastest first and the scalar one last.
/// `index` below `cvk_supported_count()`.
const cvk_kernels *_Nonnull cvk_supported(size_t index);

/// Asks the memory for `bytes` bytes that will be read soon.
static inline void cvk_prefetch(const void *_Nonnull start, size_t bytes) {
    for (size_t i = 0; i < bytes; i += 64) __builtin_prefetch((const char *)start + i);
}

/// Turns a vector by a fixed random rotation, in place and in `count` × log(`count`) steps: four rounds, each of
/// random signs, a fast Walsh-Hadamard transform of the largest power of two that fits, and, where that is not all,
/// a mixing of the two halves. `count` is a multiple of 64; `signs` holds 4 × `count` times 1 or -1.
void cvk_rotate(float *_Nonnull values, size_t count, const float *_Nonnull signs);

/// The code of a rotated vector: bit `i` says whether value `i` is above 0. `count` is a multiple of 64; word `w`
/// goes to `code[w * cvk_code_rows]`. Gives the sums of absolute values and of squares.
void cvk_encode(const float *_Nonnull values, size_t count, uint64_t *_Nonnull code, double *_Nonnull absolute,
                double *_Nonnull squares);

/// What encoding a vector by levels gave: sums over its dimensions, where a level counts as its odd number.
typedef struct {
    /// Of the values' squares, of levels times values, of the levels' squares, of levels times the centre's values.
    double squares, agreement, level_squares, centre;
} cvk_levels;

/// The code of a rotated vector in 16 even levels a dimension: level `l` stands for 2 `l` - 15 halves of a step that
/// suits the vector's length. `count` is a multiple of 64; the code has `count` / 8 words, eight for 64
/// dimensions: the four bits from bit 4 `n` on of word 8 `b` + `j` are the level of dimension 64 `b` + 8 `n` + `j`.
cvk_levels cvk_encode_levels(const float *_Nonnull values, const float *_Nonnull centre, size_t count,
                             uint32_t *_Nonnull code);

/// The vector of length 1 of the same direction, into `unit`, and the length; zeros where that is 0.
double cvk_normalise(const float *_Nonnull values, size_t count, float *_Nonnull unit);

/// `count` 16-bit floats as 32-bit ones.
void cvk_from_half(const uint16_t *_Nonnull halves, size_t count, float *_Nonnull values);

/// `count` 32-bit floats as the nearest 16-bit ones, ties to even; what is too large becomes infinite.
void cvk_to_half(const float *_Nonnull values, size_t count, uint16_t *_Nonnull halves);

/// What rounding a query gave.
typedef struct {
    /// The values are odd multiples of it.
    float step;
    /// The squared length of query less centre, and of what rounding took from it.
    float squares, lost;
} cvk_rounded_query;

/// Rounds query less centre, both rotated and `count` values long, a multiple of 64, to odd multiples of a step, from
/// -15 to 15: into `planes`, as `cvk_code_query` has them. `rest` is room for `count` values, and gets the difference.
cvk_rounded_query cvk_round_query(const float *_Nonnull query, const float *_Nonnull centre, size_t count,
                                  float *_Nonnull rest, uint64_t *_Nonnull planes);

/// The places of the `wanted` highest of `values[i] - less[i]`, the highest first and equal ones in their order.
/// `wanted` is from 1 to `count`.
void cvk_highest(const float *_Nonnull values, const float *_Nonnull less, size_t count, size_t wanted,
                 uint32_t *_Nonnull places);

/// CRC-32C (Castagnoli) of `count` bytes, continuing `crc`, which is 0 at the start.
/// The check value of "123456789" is 0xE3069283.
uint32_t cvk_crc32c(uint32_t crc, const void *_Nonnull bytes, size_t count);

/// The same from a table, without the processor's instruction: its oracle.
uint32_t cvk_crc32c_portable(uint32_t crc, const void *_Nonnull bytes, size_t count);

/// Whether `cvk_crc32c` runs on the processor's own instruction.
int cvk_crc32c_is_accelerated(void);

#endif
