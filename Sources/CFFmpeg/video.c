#include <libavutil/display.h>
#include <libswscale/swscale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "library.h"

// How the current picture has to be turned to stand upright.
typedef struct turn {
    // Lines become columns, before anything is mirrored.
    bool transposed;
    bool mirrored_x;
    bool mirrored_y;
} turn;

// A converter of pictures, and what it was made for: it is made anew where a stream changes.
typedef struct scaler {
    struct SwsContext *context;
    int key[9];
} scaler;

struct cff_video {
    cff_input input;
    // Decoding began somewhere inside, so moments come from time stamps only.
    bool sought;
    // Of one picture in seconds, where time stamps are missing.
    double period;
    // The picture that is shown; input.frame holds the next one.
    AVFrame *current;
    bool has_current;
    bool has_next;
    double current_moment;
    double next_moment;
    int64_t number;
    scaler shown;
    scaler small;
    uint8_t *lines;
    size_t lines_capacity;
};

static int64_t pixels(int width, int height) { return (int64_t)width * height; }

// A header that claims absurd sizes is refused by them, since its decoder would only say that something is wrong.
static bool is_too_large(const cff_input *input) {
    const AVCodecParameters *claimed = input->stream->codecpar;
    return pixels(claimed->width, claimed->height) > input->pixel_limit;
}

int cff_video_open(int descriptor, const char *hint, double start, cff_video **video) {
    if (!cff_library_load()) return CFF_NO_LIBRARY;
    cff_video *made = ff.av_mallocz(sizeof *made);
    if (!made) return CFF_NO_MEMORY;
    int status = cff_input_open(&made->input, descriptor, hint, AVMEDIA_TYPE_VIDEO, CFF_PIXEL_LIMIT);
    if (made->input.stream && is_too_large(&made->input)) status = CFF_TOO_LARGE;
    if (status == CFF_OK && made->input.stream->disposition & AV_DISPOSITION_ATTACHED_PIC) status = CFF_NO_STREAM;
    if (status == CFF_OK && !(made->current = ff.av_frame_alloc())) status = CFF_NO_MEMORY;
    if (status != CFF_OK) {
        cff_video_close(made);
        return status;
    }
    AVRational rate = made->input.stream->avg_frame_rate;
    if (rate.num <= 0 || rate.den <= 0) rate = made->input.stream->r_frame_rate;
    made->period = rate.num > 0 && rate.den > 0 ? (double)rate.den / rate.num : 1.0 / 25;
    made->sought = start > 0;
    if (made->sought) cff_input_seek(&made->input, start);
    *video = made;
    return CFF_OK;
}

void cff_video_close(cff_video *video) {
    if (!video) return;
    ff.sws_freeContext(video->shown.context);
    ff.sws_freeContext(video->small.context);
    ff.av_freep(&video->lines);
    ff.av_frame_free(&video->current);
    cff_input_close(&video->input);
    ff.av_free(video);
}

static double seconds(const cff_video *video, int64_t stamp) {
    return (double)stamp * av_q2d(video->input.stream->time_base);
}

// A time stamp as a moment. Damaged files have stamps whose difference no integer holds.
static double moment_of(const cff_video *video, int64_t stamp) {
    double since = (double)stamp - (double)cff_input_first(&video->input);
    return since * av_q2d(video->input.stream->time_base);
}

double cff_video_claimed_seconds(const cff_video *video) {
    const AVStream *stream = video->input.stream;
    const AVFormatContext *container = video->input.container;
    if (stream->duration != AV_NOPTS_VALUE && stream->duration > 0) return seconds(video, stream->duration);
    if (container->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE) return 0;
    if (container->duration == AV_NOPTS_VALUE || container->duration <= 0) return 0;
    return (double)container->duration / AV_TIME_BASE;
}

bool cff_video_measure(cff_video *video, int64_t packets, int64_t *count, double *end) {
    cff_input *input = &video->input;
    for (; packets > 0; packets--) {
        if (ff.av_read_frame(input->container, input->packet) < 0) return false;
        const AVPacket *packet = input->packet;
        if (packet->stream_index == input->stream->index) {
            double length = packet->duration > 0 ? seconds(video, packet->duration) : video->period;
            double begin = (double)(*count)++ * video->period;
            if (packet->pts != AV_NOPTS_VALUE) begin = moment_of(video, packet->pts);
            *end = fmax(*end, begin + length);
        }
        ff.av_packet_unref(input->packet);
    }
    return true;
}

bool cff_video_sound_offset(const cff_video *video, double *offset) {
    AVFormatContext *container = video->input.container;
    int index = ff.av_find_best_stream(container, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0);
    if (index < 0) return false;
    const AVStream *sound = container->streams[index];
    double begin = sound->start_time == AV_NOPTS_VALUE ? 0 : (double)sound->start_time * av_q2d(sound->time_base);
    *offset = begin - seconds(video, cff_input_first(&video->input));
    return true;
}

// The next picture's moment. Where stamps are missing, pictures follow each other evenly from the beginning; after
// a leap nobody knows, and the answer is far too late.
static double moment_of_next(const cff_video *video) {
    int64_t stamp = video->input.frame->best_effort_timestamp;
    if (stamp != AV_NOPTS_VALUE) return moment_of(video, stamp);
    if (!video->has_current) return video->sought ? HUGE_VAL : 0;
    return video->current_moment + video->period;
}

int cff_video_step(cff_video *video, double moment) {
    if (!video->has_next) {
        int status = cff_input_next(&video->input);
        if (status < 0) return status;
        if (status == 0) return video->has_current ? CFF_STEP_SHOWN : CFF_STEP_NONE;
        const AVFrame *frame = video->input.frame;
        if (frame->width <= 0 || frame->height <= 0) return -CFF_NONSENSE;
        if (pixels(frame->width, frame->height) > video->input.pixel_limit) return -CFF_TOO_LARGE;
        video->next_moment = moment_of_next(video);
        video->has_next = true;
    }
    if (video->has_current && video->next_moment > moment) return CFF_STEP_SHOWN;
    ff.av_frame_unref(video->current);
    ff.av_frame_move_ref(video->current, video->input.frame);
    video->current_moment = video->next_moment;
    video->has_current = true;
    video->has_next = false;
    video->number++;
    return CFF_STEP_AGAIN;
}

// The 3 × 3 matrix that says how pictures are to be shown; NULL where none does.
static const int32_t *display_matrix(const cff_video *video) {
    const AVFrameSideData *own = ff.av_frame_get_side_data(video->current, AV_FRAME_DATA_DISPLAYMATRIX);
    if (own && own->size >= 9 * sizeof(int32_t)) return (const int32_t *)own->data;
    AVStream *stream = video->input.stream;
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
    const AVCodecParameters *parameters = stream->codecpar;
    const AVPacketSideData *shared = ff.av_packet_side_data_get(
        parameters->coded_side_data, parameters->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    return shared && shared->size >= 9 * sizeof(int32_t) ? (const int32_t *)shared->data : NULL;
#else
    size_t size = 0;
    const uint8_t *shared = ff.av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    return shared && size >= 9 * sizeof(int32_t) ? (const int32_t *)shared : NULL;
#endif
}

// The matrix's nearest quarter turn, mirrored or not: players show nothing else either.
static turn turn_of(const cff_video *video) {
    const int32_t *matrix = display_matrix(video);
    if (!matrix) return (turn){0};
    // A point (x, y) is shown at (a·x + c·y, b·x + d·y), with a and b in the first row, c and d in the second.
    double a = matrix[0], b = matrix[1], c = matrix[3], d = matrix[4];
    if (fabs(a) + fabs(d) >= fabs(b) + fabs(c)) return (turn){false, a < 0, d < 0};
    return (turn){true, c < 0, b < 0};
}

cff_picture_facts cff_video_facts(const cff_video *video) {
    cff_picture_facts facts = {0};
    if (!video->has_current) return facts;
    bool transposed = turn_of(video).transposed;
    facts.moment = video->current_moment;
    facts.end = video->has_next ? video->next_moment : video->current_moment + video->period;
    facts.width = transposed ? video->current->height : video->current->width;
    facts.height = transposed ? video->current->width : video->current->height;
    facts.number = video->number;
    return facts;
}

static bool has_full_range(const AVFrame *frame) {
    switch (frame->format) {
    case AV_PIX_FMT_YUVJ411P:
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ444P: return true;
    default: return frame->color_range == AVCOL_RANGE_JPEG;
    }
}

// Makes the converter of such pictures, with their colour space and range, to `format` at the wanted sides.
static int make_scaler(scaler *made, const AVFrame *frame, int width, int height, enum AVPixelFormat format,
                       int method) {
    bool is_full = has_full_range(frame);
    int key[9] = {frame->width, frame->height, frame->format, frame->colorspace, is_full, width, height, format, method};
    if (made->context && memcmp(key, made->key, sizeof key) == 0) return CFF_OK;
    ff.sws_freeContext(made->context);
    made->context = NULL;
    if (!ff.sws_isSupportedInput(frame->format)) return CFF_NONSENSE;
    made->context = ff.sws_getContext(frame->width, frame->height, frame->format, width, height, format, method, NULL,
                                      NULL, NULL);
    if (!made->context) return CFF_NONSENSE;
    // Formats that are no YUV have no matrix, and the call says so; nothing is lost then.
    ff.sws_setColorspaceDetails(made->context, ff.sws_getCoefficients(frame->colorspace), is_full,
                                ff.sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
    memcpy(made->key, key, sizeof key);
    return CFF_OK;
}

// Copies lines of `stride` bytes to where they belong in the upright picture.
static void place(const uint8_t *lines, size_t stride, int width, int height, turn turn, uint8_t *colours) {
    int shown_width = turn.transposed ? height : width;
    int shown_height = turn.transposed ? width : height;
    for (int row = 0; row < shown_height; row++) {
        int y = turn.mirrored_y ? shown_height - 1 - row : row;
        uint8_t *target = colours + (size_t)row * (size_t)shown_width * 3;
        if (!turn.transposed && !turn.mirrored_x) {
            memcpy(target, lines + (size_t)y * stride, (size_t)width * 3);
            continue;
        }
        for (int column = 0; column < shown_width; column++) {
            int x = turn.mirrored_x ? shown_width - 1 - column : column;
            size_t line = (size_t)(turn.transposed ? x : y), point = (size_t)(turn.transposed ? y : x);
            memcpy(target + (size_t)column * 3, lines + line * stride + point * 3, 3);
        }
    }
}

static int reserve_lines(cff_video *video, size_t needed) {
    if (needed <= video->lines_capacity) return CFF_OK;
    ff.av_freep(&video->lines);
    video->lines_capacity = 0;
    if (!(video->lines = ff.av_malloc(needed))) return CFF_NO_MEMORY;
    video->lines_capacity = needed;
    return CFF_OK;
}

int cff_video_colours(cff_video *video, int width, int height, uint8_t *colours, size_t capacity) {
    cff_picture_facts facts = cff_video_facts(video);
    if (facts.number == 0 || width <= 0 || height <= 0) return CFF_NONSENSE;
    if (pixels(width, height) > CFF_PIXEL_LIMIT || capacity < (size_t)width * (size_t)height * 3) return CFF_NONSENSE;
    turn turn = turn_of(video);
    int stored_width = turn.transposed ? height : width, stored_height = turn.transposed ? width : height;
    bool is_smaller = width != facts.width || height != facts.height;
    const AVFrame *frame = video->current;
    int status = make_scaler(&video->shown, frame, stored_width, stored_height, AV_PIX_FMT_RGB24,
                             is_smaller ? SWS_AREA : SWS_BILINEAR);
    if (status != CFF_OK) return status;
    // The converter writes whole vectors, beyond the end of a line.
    size_t stride = FFALIGN((size_t)stored_width * 3, 64) + 64;
    status = reserve_lines(video, stride * (size_t)stored_height + 64);
    if (status != CFF_OK) return status;
    uint8_t *planes[4] = {video->lines};
    int strides[4] = {(int)stride};
    int written = ff.sws_scale(video->shown.context, (const uint8_t *const *)frame->data, frame->linesize, 0,
                               frame->height, planes, strides);
    if (written <= 0) return CFF_NONSENSE;
    place(video->lines, stride, stored_width, stored_height, turn, colours);
    return CFF_OK;
}

void cff_video_hasten(cff_video *video, bool only_key) {
    video->input.only_key = only_key;
    video->input.decoder->skip_loop_filter = AVDISCARD_ALL;
    // Leaving the others out is not left to the demuxer, which would count the stamps of the rest anew.
    if (only_key) video->input.decoder->skip_frame = AVDISCARD_NONKEY;
}

// Brings a picture to a few points of full-range YUV without turning it, plane after plane.
static int sketch(cff_video *video, const AVFrame *frame, uint8_t *points) {
    enum { width = CFF_SKETCH_WIDTH, height = CFF_SKETCH_HEIGHT, stride = CFF_SKETCH_WIDTH + 64 };
    int status = make_scaler(&video->small, frame, width, height, AV_PIX_FMT_YUV444P, SWS_AREA);
    if (status == CFF_OK) status = reserve_lines(video, 3 * stride * height + 64);
    if (status != CFF_OK) return status;
    uint8_t *planes[4] = {video->lines, video->lines + stride * height, video->lines + 2 * stride * height};
    int strides[4] = {stride, stride, stride};
    int written = ff.sws_scale(video->small.context, (const uint8_t *const *)frame->data, frame->linesize, 0,
                               frame->height, planes, strides);
    if (written <= 0) return CFF_NONSENSE;
    for (int line = 0; line < 3 * height; line++) memcpy(points + line * width, video->lines + line * stride, width);
    return CFF_OK;
}

int cff_video_next_sketch(cff_video *video, uint8_t *points, double *moment, double *end) {
    int status = cff_input_next(&video->input);
    if (status <= 0) return status;
    const AVFrame *frame = video->input.frame;
    if (frame->width <= 0 || frame->height <= 0) return -CFF_NONSENSE;
    if (pixels(frame->width, frame->height) > video->input.pixel_limit) return -CFF_TOO_LARGE;
    *moment = moment_of_next(video);
    double length = frame->pkt_duration > 0 ? seconds(video, frame->pkt_duration) : video->period;
    *end = *moment + length;
    video->current_moment = *moment;
    video->has_current = true;
    status = sketch(video, frame, points);
    ff.av_frame_unref(video->input.frame);
    return status == CFF_OK ? 1 : -status;
}

int64_t cff_sketch_distance(const uint8_t *one, const uint8_t *other, size_t count) {
    int64_t sum = 0;
    for (size_t index = 0; index < count; index++) sum += abs(one[index] - other[index]);
    return sum;
}

int64_t cff_video_damaged_packets(const cff_video *video) { return video->input.damaged; }
