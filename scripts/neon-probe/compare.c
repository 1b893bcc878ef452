// Compares NEON with plain C: what `scripts/check-neon` builds for a 64-bit ARM processor and runs.
//
// Scores are held to sums in 64 bits within what rounding may cost, and a row's score to itself wherever the row
// stands; the sieve, the bounds, the checksum and the 16-bit floats to the scalar ones bit by bit. Input is seeded.

#include "CVectorKernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { rows = 13, longest = 8192 };

static long checks, failures;

static void check(int holds, const char *what, size_t size, size_t place) {
    checks++;
    if (holds) return;
    failures++;
    if (failures <= 20) printf("differs: %s, size %zu, place %zu\n", what, size, place);
}

/// SplitMix64.
static uint64_t state = 7;
static uint64_t random_bits(void) {
    uint64_t z = state += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}

/// From -1 to 1.
static float random_value(void) { return (float)(random_bits() >> 40) / (float)(1 << 23) - 1; }

static const cvk_kernels *named(const char *name) {
    for (size_t i = 0; i < cvk_supported_count(); i++)
        if (strcmp(cvk_supported(i)->name, name) == 0) return cvk_supported(i);
    printf("this processor has no %s\n", name);
    exit(2);
}

static void compare_scores(const cvk_kernels *neon, const cvk_kernels *scalar, int kind, size_t dimensions) {
    static const char *const names[cvk_score_kinds] = {"products f32", "products f16", "distances f32", "distances f16"};
    const int is_half = kind == cvk_products_f16 || kind == cvk_distances_f16;
    const int is_distance = kind == cvk_distances_f32 || kind == cvk_distances_f16;
    const size_t size = is_half ? 2 : 4, stride = (dimensions + dimensions % 3) * size;
    static char storage[(longest + 2) * 4 * rows + 64];
    static float queries[longest + 1];
    // What lies between rows must not be looked at: all bits set are not a number in either size.
    memset(storage, 0xFF, sizeof storage);
    // One element into the memory, so that no load is aligned.
    char *start = storage + size;
    float *query = queries + 1;
    for (size_t i = 0; i < dimensions; i++) query[i] = random_value();
    for (size_t row = 0; row < rows; row++)
        for (size_t i = 0; i < dimensions; i++) {
            const float value = random_value();
            uint16_t half;
            cvk_to_half(&value, 1, &half);
            memcpy(start + row * stride + i * size, is_half ? (const void *)&half : (const void *)&value, size);
        }
    float found[rows], expected[rows], again[rows];
    scalar->scores[kind](query, dimensions, start, stride, NULL, rows, expected);
    neon->scores[kind](query, dimensions, start, stride, NULL, rows, found);
    for (size_t row = 0; row < rows; row++) {
        double exact = 0, sizes = 0;
        for (size_t i = 0; i < dimensions; i++) {
            float value;
            uint16_t half;
            memcpy(is_half ? (void *)&half : (void *)&value, start + row * stride + i * size, size);
            if (is_half) cvk_from_half(&half, 1, &value);
            const double difference = (double)query[i] - value;
            const double term = is_distance ? -difference * difference : (double)query[i] * value;
            exact += term;
            sizes += fabs(term);
        }
        const double tolerance = sizes * 0x1p-23 * (4 + (double)dimensions / 8);
        check(fabs(found[row] - exact) <= tolerance, names[kind], dimensions, row);
        check(fabs(expected[row] - exact) <= tolerance, "the oracle itself", dimensions, row);
    }
    for (size_t count = 1; count <= 5; count++) {
        uint32_t chosen[5];
        for (size_t i = 0; i < count; i++) chosen[i] = (uint32_t)(random_bits() % rows);
        neon->scores[kind](query, dimensions, start, stride, chosen, count, again);
        for (size_t i = 0; i < count; i++) check(again[i] == found[chosen[i]], "a chosen row", dimensions, i);
        neon->scores[kind](query, dimensions, start, stride, NULL, count, again);
        for (size_t i = 0; i < count; i++) check(again[i] == found[i], "a row of a short block", dimensions, i);
    }
}

static void compare_sieves(const cvk_kernels *neon, const cvk_kernels *scalar, size_t count) {
    static float storage[longest + 1];
    static uint32_t found[longest + 1], expected[longest + 1];
    float *scores = storage + 1;
    for (size_t i = 0; i < count; i++) scores[i] = (float)(int)(random_bits() % 7) - 3;
    if (count > 4) {
        scores[count / 2] = NAN;
        scores[count - 1] = -INFINITY;
    }
    const float thresholds[] = {-INFINITY, -3, 0, 0.5f, 3, INFINITY};
    for (size_t i = 0; i < sizeof thresholds / sizeof *thresholds; i++) {
        const size_t many = neon->at_least(scores, count, thresholds[i], found);
        check(many == scalar->at_least(scores, count, thresholds[i], expected)
                  && memcmp(found, expected, many * sizeof *found) == 0,
              "the sieve", count, i);
    }
}

static void compare_bounds(const cvk_kernels *neon, const cvk_kernels *scalar, size_t words) {
    enum { groups = 5, most = longest / 64 };
    static uint64_t planes[most * cvk_code_planes], codes[groups * most * cvk_code_rows];
    static float factors[groups * 3 * cvk_code_rows];
    float found[groups * cvk_code_rows], expected[groups * cvk_code_rows];
    // At the ends, all bits differ or none.
    for (size_t i = 0; i < words * cvk_code_planes; i++) planes[i] = words % 5 ? random_bits() : 0;
    for (size_t i = 0; i < groups * words * cvk_code_rows; i++) codes[i] = words % 5 ? random_bits() : ~(uint64_t)0;
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) factors[i] = random_value();
    // A row that fills up a group.
    factors[2 * cvk_code_rows - 1] = -3.4028234663852886e38f;
    const cvk_code_query query = {planes, words, random_value(), random_value(), random_value() / 1000, random_value()};
    for (size_t count = 0; count <= groups; count++) {
        memset(found, 0, sizeof found);
        memset(expected, 0, sizeof expected);
        neon->bounds(&query, codes, factors, count, found);
        scalar->bounds(&query, codes, factors, count, expected);
        check(memcmp(found, expected, sizeof found) == 0, "bounds", words, count);
    }
}

static void compare_checksums(size_t count) {
    static unsigned char bytes[longest + 8];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)random_bits();
    for (size_t offset = 0; offset < 8; offset++)
        check(cvk_crc32c(5, bytes + offset, count) == cvk_crc32c_portable(5, bytes + offset, count), "the checksum",
              count, offset);
}

/// With the processor's own conversions.
static void compare_halves(void) {
    for (uint32_t bits = 0; bits < 1 << 16; bits++) {
        const uint16_t half = (uint16_t)bits;
        __fp16 native;
        memcpy(&native, &half, 2);
        float value, expected = (float)native;
        cvk_from_half(&half, 1, &value);
        check(isnan(expected) ? isnan(value) : memcmp(&value, &expected, 4) == 0, "from 16 bits", 1, bits);
    }
    for (size_t i = 0; i < 1000000; i++) {
        const uint32_t bits = (uint32_t)random_bits();
        float value;
        memcpy(&value, &bits, 4);
        const __fp16 native = (__fp16)value;
        uint16_t half, expected;
        memcpy(&expected, &native, 2);
        cvk_to_half(&value, 1, &half);
        check(isnan(value) ? (half & 0x7C00) == 0x7C00 && half & 0x3FF : half == expected, "to 16 bits", 1, bits);
    }
}

int main(void) {
    const cvk_kernels *neon = named("NEON"), *scalar = named("scalar");
    static const size_t large[] = {767, 768, 1000, 1024, 1536, 2047, 4096, 8191, 8192};
    for (int kind = 0; kind < cvk_score_kinds; kind++) {
        for (size_t dimensions = 1; dimensions <= 600; dimensions++) compare_scores(neon, scalar, kind, dimensions);
        for (size_t i = 0; i < sizeof large / sizeof *large; i++) compare_scores(neon, scalar, kind, large[i]);
    }
    for (size_t count = 0; count <= 600; count++) compare_sieves(neon, scalar, count);
    compare_sieves(neon, scalar, 8192);
    for (size_t words = 1; words <= longest / 64; words++) compare_bounds(neon, scalar, words);
    for (size_t count = 0; count <= 600; count++) compare_checksums(count);
    if (!cvk_crc32c_is_accelerated()) printf("the checksum's own instruction is missing here\n");
    compare_halves();
    printf("%s and %s: %ld comparisons, %ld differences\n", neon->name, scalar->name, checks, failures);
    return failures != 0;
}
