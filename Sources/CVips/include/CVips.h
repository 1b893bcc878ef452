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

/// A file: bytes in memory, or an open file where `bytes` is null.
struct cvips_input {
    const uint8_t *_Nullable bytes;
    size_t count;
    /// Open for reading, and able to seek. It stays the caller's; its position is moved.
    int32_t descriptor;
    /// Which page of a TIFF, counted from 0.
    int32_t page;
};

/// What a file says of its picture, before any pixel is decoded.
struct cvips_header {
    /// As the file lays the picture, not yet turned upright.
    int32_t width;
    int32_t height;
    int32_t pages;
    /// Whether it stands on its side, so that width and height change places.
    int32_t is_turned;
    /// Whether it is drawn by commands (SVG) and has no size of its own.
    int32_t is_drawing;
    /// Its format in one word: Jpeg, Png, …
    char format[16];
};

/// Bytes that a picture carries besides its pixels: `exif-data`, `iptc-data`, `xmp-data`, or a comment.
typedef void (*cvips_take_field)(
    void *_Nullable context, const char *_Nonnull name, const uint8_t *_Nonnull bytes, size_t count);

/// Reads the header. The library is loaded by the first call of any function here; calls may come from several
/// threads.
///
/// - take: called for each of the fields named above; they live as long as the call.
/// - message: where words about a failure go, ended by a zero.
enum cvips_status cvips_inspect(
    struct cvips_input input, struct cvips_header *_Nonnull header, cvips_take_field _Nullable take,
    void *_Nullable context, char *_Nonnull message, size_t message_size);

/// Decodes the picture of a file, every pixel as it is.
enum cvips_status cvips_decode(
    struct cvips_input input, int64_t pixel_limit, struct cvips_picture *_Nonnull picture,
    char *_Nonnull message, size_t message_size);

/// Decodes the picture of a file smaller, in memory that does not grow with the picture: upright, sRGB, 8
/// bits, on white.
///
/// - longest: of the longer side at most, in pixels. Only drawings are made larger.
enum cvips_status cvips_view(
    struct cvips_input input, int32_t longest, struct cvips_picture *_Nonnull picture, char *_Nonnull message,
    size_t message_size);

/// Resizes a picture of three channels so that its longer side has `longest` pixels.
enum cvips_status cvips_resize(
    const uint8_t *_Nonnull pixels, int32_t width, int32_t height, int32_t longest,
    struct cvips_picture *_Nonnull picture);

/// A picture of three channels as a JPEG without any metadata, in `picture->data`; `width` is its count of bytes.
enum cvips_status cvips_jpeg(
    const uint8_t *_Nonnull pixels, int32_t width, int32_t height, int32_t quality,
    struct cvips_picture *_Nonnull picture);

/// Frees what a call put into `picture`.
void cvips_free(struct cvips_picture *_Nonnull picture);

#endif
