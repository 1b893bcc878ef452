#ifndef CVIPS_H
#define CVIPS_H

#include <stddef.h>
#include <stdint.h>

/// What the values of a decoded picture mean.
enum cvips_kind {
    CVIPS_COLOUR = 0,
    CVIPS_GREY = 1,
    CVIPS_INK = 2,
};

/// A picture as its file holds it: upright, row-major, channels interleaved.
struct cvips_picture {
    int32_t width;
    int32_t height;
    int32_t channels;
    /// Bytes of one value: 1 or 2 (in the machine's order).
    int32_t bytes_per_value;
    enum cvips_kind kind;
    uint8_t *_Nullable data;
};

/// How a call ended.
enum cvips_status {
    CVIPS_OK = 0,
    /// The library is not on this machine.
    CVIPS_MISSING = 1,
    /// No decoder that is trusted here knows the format.
    CVIPS_UNKNOWN_FORMAT = 2,
    /// More pixels than the caller allows; `width` and `height` are set.
    CVIPS_TOO_LARGE = 3,
    /// The file is damaged; the message says how.
    CVIPS_BROKEN = 4,
};

/// Decodes the first picture of a file in memory. The library is loaded by the first call; calls may come from
/// several threads.
///
/// - message: where words about a failure go, ended by a zero.
enum cvips_status cvips_decode(
    const uint8_t *_Nonnull bytes, size_t count, int64_t pixel_limit, struct cvips_picture *_Nonnull picture,
    char *_Nonnull message, size_t message_size);

/// Frees what `cvips_decode` put into `picture`.
void cvips_free(struct cvips_picture *_Nonnull picture);

#endif
