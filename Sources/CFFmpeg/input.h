#ifndef CFF_INPUT_H
#define CFF_INPUT_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#include "CFFmpeg.h"

// A container, one stream of it, and that stream's decoder.
typedef struct cff_input {
    int descriptor;
    int64_t offset;
    bool read_failed;
    AVIOContext *io;
    AVFormatContext *container;
    AVCodecContext *decoder;
    AVStream *stream;
    AVPacket *packet;
    AVFrame *frame;
    // No packet will come any more, and the decoder was told.
    bool drained;
    int64_t damaged;
    // Larger pictures are not decoded, and cost no memory.
    int64_t pixel_limit;
    // Whether only pictures that stand alone are decoded.
    bool only_key;
} cff_input;

// `pixel_limit` holds for a container's pictures, also where only its sound is wanted.
int cff_input_open(cff_input *input, int descriptor, const char *hint, enum AVMediaType type, int64_t pixel_limit);
// Opens the container and describes its streams, without a decoder: input->stream stays NULL.
int cff_input_open_container(cff_input *input, int descriptor, const char *hint, int64_t pixel_limit);
void cff_input_close(cff_input *input);

// Puts the stream at or before `seconds`. A container that cannot seek stays at its beginning.
void cff_input_seek(cff_input *input, double seconds);

// Decodes the next frame into input->frame: 1 for a frame, 0 at the end, a negative cff_status on failure.
int cff_input_next(cff_input *input);

// The stream's first moment in its own time base.
int64_t cff_input_first(const cff_input *input);

#endif
