#include <string.h>

#include "CFFmpeg.h"
#include "library.h"

// Of JPEG's quantisers: 2 is the finest, 31 the coarsest.
static const int quality = 4;

// The lines apart, each with its last colour said a few times more: the scaler reads pixels in pairs and vectors, beyond
// the end of a line, and equal pictures shall be equal bytes.
static uint8_t *spaced(const uint8_t *colours, int width, int height, size_t stride) {
    uint8_t *lines = ff.av_malloc(stride * (size_t)height);
    if (!lines) return NULL;
    size_t length = (size_t)width * 3;
    for (int y = 0; y < height; y++) {
        uint8_t *line = lines + (size_t)y * stride;
        memcpy(line, colours + (size_t)y * length, length);
        for (size_t place = length; place < stride; place++) line[place] = line[place - 3];
    }
    return lines;
}

// The picture that the encoder takes, scaled; NULL without memory or for sides that cannot be.
static AVFrame *scaled(const uint8_t *colours, int width, int height, int to_width, int to_height) {
    AVFrame *frame = ff.av_frame_alloc();
    if (!frame) return NULL;
    frame->format = AV_PIX_FMT_YUVJ420P;
    frame->width = to_width;
    frame->height = to_height;
    frame->color_range = AVCOL_RANGE_JPEG;
    frame->quality = FF_QP2LAMBDA * quality;
    struct SwsContext *scaler = NULL;
    size_t stride = ((size_t)width + 32) * 3;
    uint8_t *lines = spaced(colours, width, height, stride);
    if (lines && ff.av_frame_get_buffer(frame, 0) >= 0) {
        // The encoder takes whole blocks, beyond the picture's sides.
        for (int plane = 0; plane < 3 && frame->buf[plane]; plane++) {
            memset(frame->buf[plane]->data, 0x80, frame->buf[plane]->size);
        }
        scaler = ff.sws_getContext(width, height, AV_PIX_FMT_RGB24, to_width, to_height, AV_PIX_FMT_YUVJ420P,
                                   SWS_AREA, NULL, NULL, NULL);
    }
    const uint8_t *planes[4] = {lines};
    int strides[4] = {(int)stride};
    bool is_done = scaler && ff.sws_scale(scaler, planes, strides, 0, height, frame->data, frame->linesize) > 0;
    ff.sws_freeContext(scaler);
    ff.av_freep(&lines);
    if (!is_done) ff.av_frame_free(&frame);
    return frame;
}

static AVCodecContext *open_encoder(int width, int height) {
    const AVCodec *codec = ff.avcodec_find_encoder(AV_CODEC_ID_MJPEG);
    AVCodecContext *encoder = codec ? ff.avcodec_alloc_context3(codec) : NULL;
    if (!encoder) return NULL;
    encoder->width = width;
    encoder->height = height;
    encoder->pix_fmt = AV_PIX_FMT_YUVJ420P;
    encoder->color_range = AVCOL_RANGE_JPEG;
    encoder->time_base = (AVRational){1, 25};
    encoder->thread_count = 1;
    // Without the encoder's name: equal pictures are equal bytes, whatever the version.
    encoder->flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT;
    encoder->global_quality = FF_QP2LAMBDA * quality;
    if (ff.avcodec_open2(encoder, codec, NULL) < 0) ff.avcodec_free_context(&encoder);
    return encoder;
}

int64_t cff_jpeg(const uint8_t *colours, int width, int height, int to_width, int to_height, uint8_t *bytes,
                 size_t capacity) {
    if (!cff_library_load()) return -CFF_NO_LIBRARY;
    if (width <= 0 || height <= 0 || to_width <= 0 || to_height <= 0) return -CFF_NONSENSE;
    AVFrame *frame = scaled(colours, width, height, to_width, to_height);
    AVCodecContext *encoder = frame ? open_encoder(to_width, to_height) : NULL;
    AVPacket *packet = ff.av_packet_alloc();
    int64_t length = -CFF_NONSENSE;
    if (encoder && packet && ff.avcodec_send_frame(encoder, frame) >= 0 &&
        ff.avcodec_receive_packet(encoder, packet) >= 0 && (size_t)packet->size <= capacity) {
        memcpy(bytes, packet->data, (size_t)packet->size);
        length = packet->size;
    }
    ff.av_packet_free(&packet);
    ff.avcodec_free_context(&encoder);
    ff.av_frame_free(&frame);
    return length;
}
