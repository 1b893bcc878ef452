#ifndef CTESSERACT_H
#define CTESSERACT_H

#include <stdint.h>

/// How a call ended.
enum ctess_status {
    CTESS_OK = 0,
    /// The library is not on this machine.
    CTESS_MISSING = 1,
    /// None of the languages' data is on this machine.
    CTESS_NO_LANGUAGE = 2,
    /// The time was over before the end; what had been read was handed over.
    CTESS_OUT_OF_TIME = 3,
    CTESS_FAILED = 4,
};

/// A recogniser with its languages loaded. One thread at a time may use it.
typedef struct ctess_engine ctess_engine;

/// One word that was read.
///
/// - confidence: 0 to 100.
/// - line, paragraph: whether the word begins one.
typedef void (*ctess_take_word)(
    void *_Nullable context, const char *_Nonnull word, float confidence, int line, int paragraph);

/// Loads the library, at the first call, and the data of some languages.
///
/// - languages: their codes joined by `+`.
enum ctess_status ctess_open(const char *_Nonnull languages, ctess_engine *_Nullable *_Nonnull engine);

void ctess_close(ctess_engine *_Nonnull engine);

/// Reads the words of a picture, in reading order.
///
/// - grey: `height` × `width` values, row by row.
/// - resolution: in pixels an inch, as far as it is known.
/// - milliseconds: after which it stops.
enum ctess_status ctess_recognise(
    ctess_engine *_Nonnull engine, const uint8_t *_Nonnull grey, int32_t width, int32_t height, int32_t resolution,
    int32_t milliseconds, ctess_take_word _Nonnull take, void *_Nullable context);

#endif
