#define _GNU_SOURCE

#include "input.h"
#include "library.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { buffer_size = 1 << 16 };

// Each thread of a decoder holds pictures of its own, so that more would cost memory.
enum { picture_threads = 4 };

static int read_bytes(void *opaque, uint8_t *buffer, int size) {
    cff_input *input = opaque;
    ssize_t count;
    do {
        count = pread(input->descriptor, buffer, (size_t)size, input->offset);
    } while (count < 0 && errno == EINTR);
    if (count == 0) return AVERROR_EOF;
    if (count < 0) {
        input->read_failed = true;
        return AVERROR(EIO);
    }
    input->offset += count;
    return (int)count;
}

static int64_t seek_bytes(void *opaque, int64_t offset, int whence) {
    cff_input *input = opaque;
    struct stat status;
    if (fstat(input->descriptor, &status) != 0) return AVERROR(EIO);
    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE: return status.st_size;
    case SEEK_SET: break;
    case SEEK_CUR: offset += input->offset; break;
    case SEEK_END: offset += status.st_size; break;
    default: return AVERROR(EINVAL);
    }
    if (offset < 0) return AVERROR(EINVAL);
    input->offset = offset;
    return offset;
}

// A playlist inside a corpus must not make this program read other files or addresses.
static int refuse_to_open(AVFormatContext *container, AVIOContext **io, const char *url, int flags,
                          AVDictionary **options) {
    (void)container, (void)io, (void)url, (void)flags, (void)options;
    return AVERROR(EACCES);
}

// A name for the prober that has nothing of the file's own name but a plain extension.
static void name_for(const char *hint, char *name, size_t size) {
    size_t length = hint ? strlen(hint) : 0;
    bool is_plain = length > 0 && length <= 8;
    for (size_t index = 0; is_plain && index < length; index++) {
        is_plain = isascii(hint[index]) && isalnum(hint[index]);
    }
    snprintf(name, size, "%s%s", is_plain ? "media." : "media", is_plain ? hint : "");
}

static int open_container(cff_input *input, const char *hint) {
    uint8_t *buffer = ff.av_malloc(buffer_size);
    if (!buffer) return CFF_NO_MEMORY;
    input->io = ff.avio_alloc_context(buffer, buffer_size, 0, input, read_bytes, NULL, seek_bytes);
    if (!input->io) {
        ff.av_free(buffer);
        return CFF_NO_MEMORY;
    }
    input->container = ff.avformat_alloc_context();
    if (!input->container) return CFF_NO_MEMORY;
    input->container->pb = input->io;
    input->container->io_open = refuse_to_open;
    char name[32];
    name_for(hint, name, sizeof name);
    // A failure frees the container and sets it to NULL.
    int status = ff.avformat_open_input(&input->container, name, NULL, NULL);
    if (status == AVERROR(ENOMEM)) return CFF_NO_MEMORY;
    if (status < 0) return input->read_failed ? CFF_READ : CFF_NOT_MEDIA;
    return CFF_OK;
}

// Fills in what the container's header does not say, which may need a look at the first packets; what is missing
// then shows later. Pictures of absurd sizes must not be tried for it.
static int describe_streams(cff_input *input) {
    unsigned count = input->container->nb_streams;
    AVDictionary **options = ff.av_mallocz((count + 1) * sizeof *options);
    if (!options) return CFF_NO_MEMORY;
    for (unsigned index = 0; index < count; index++) {
        ff.av_dict_set_int(&options[index], "max_pixels", input->pixel_limit, 0);
    }
    ff.avformat_find_stream_info(input->container, options);
    for (unsigned index = 0; index < count; index++) ff.av_dict_free(&options[index]);
    ff.av_free(options);
    return CFF_OK;
}

static int open_decoder(cff_input *input, enum AVMediaType type) {
    const AVCodec *codec = NULL;
    int index = ff.av_find_best_stream(input->container, type, -1, -1, &codec, 0);
    if (index == AVERROR_DECODER_NOT_FOUND) return CFF_NO_DECODER;
    if (index < 0) return CFF_NO_STREAM;
    input->stream = input->container->streams[index];
    for (unsigned other = 0; other < input->container->nb_streams; other++) {
        if ((int)other != index) input->container->streams[other]->discard = AVDISCARD_ALL;
    }
    input->decoder = ff.avcodec_alloc_context3(codec);
    input->packet = ff.av_packet_alloc();
    input->frame = ff.av_frame_alloc();
    if (!input->decoder || !input->packet || !input->frame) return CFF_NO_MEMORY;
    if (ff.avcodec_parameters_to_context(input->decoder, input->stream->codecpar) < 0) return CFF_NONSENSE;
    input->decoder->pkt_timebase = input->stream->time_base;
    input->decoder->max_pixels = input->pixel_limit;
    // A picture may need all since the last that stands alone, which can be hundreds.
    if (type == AVMEDIA_TYPE_VIDEO) input->decoder->thread_count = picture_threads;
    if (ff.avcodec_open2(input->decoder, codec, NULL) < 0) return CFF_NONSENSE;
    return CFF_OK;
}

int cff_input_open_container(cff_input *input, int descriptor, const char *hint, int64_t pixel_limit) {
    memset(input, 0, sizeof *input);
    if (!cff_library_load()) return CFF_NO_LIBRARY;
    // What FFmpeg has to say would go to the terminal that the screen is drawn on.
    ff.av_log_set_level(AV_LOG_QUIET);
    input->descriptor = descriptor;
    input->pixel_limit = pixel_limit;
    int status = open_container(input, hint);
    return status == CFF_OK ? describe_streams(input) : status;
}

int cff_input_open(cff_input *input, int descriptor, const char *hint, enum AVMediaType type, int64_t pixel_limit) {
    int status = cff_input_open_container(input, descriptor, hint, pixel_limit);
    return status == CFF_OK ? open_decoder(input, type) : status;
}

void cff_input_close(cff_input *input) {
    if (!cff_library_load()) return;
    ff.av_frame_free(&input->frame);
    ff.av_packet_free(&input->packet);
    ff.avcodec_free_context(&input->decoder);
    ff.avformat_close_input(&input->container);
    // The buffer may have been exchanged for a larger one since.
    if (input->io) ff.av_freep(&input->io->buffer);
    ff.avio_context_free(&input->io);
}

int64_t cff_input_first(const cff_input *input) {
    return input->stream->start_time == AV_NOPTS_VALUE ? 0 : input->stream->start_time;
}

void cff_input_seek(cff_input *input, double seconds) {
    double target = (double)cff_input_first(input) + seconds / av_q2d(input->stream->time_base);
    // Beyond these, which only damaged files ask for, there is no time stamp.
    target = fmin(fmax(target, -9e18), 9e18);
    ff.av_seek_frame(input->container, input->stream->index, (int64_t)target, AVSEEK_FLAG_BACKWARD);
    ff.avcodec_flush_buffers(input->decoder);
    input->drained = false;
}

int cff_input_next(cff_input *input) {
    for (;;) {
        int status = ff.avcodec_receive_frame(input->decoder, input->frame);
        if (status >= 0) return 1;
        if (status == AVERROR(ENOMEM)) return -CFF_NO_MEMORY;
        if (status == AVERROR_EOF || input->drained) return 0;
        if (status != AVERROR(EAGAIN)) input->damaged++;

        status = ff.av_read_frame(input->container, input->packet);
        if (status == AVERROR(ENOMEM)) return -CFF_NO_MEMORY;
        if (status < 0) {
            // A file that ends inside a packet ends here too: what came before it is still whole.
            if (input->read_failed) return -CFF_READ;
            ff.avcodec_send_packet(input->decoder, NULL);
            input->drained = true;
            continue;
        }
        bool is_wanted = !input->only_key || input->packet->flags & AV_PKT_FLAG_KEY;
        if (is_wanted && input->packet->stream_index == input->stream->index) {
            if (ff.avcodec_send_packet(input->decoder, input->packet) < 0) input->damaged++;
        }
        ff.av_packet_unref(input->packet);
    }
}
