#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <math.h>
#include <string.h>

#include "input.h"
#include "library.h"

// Before the wanted moment, so that decoders that build on earlier packets, and the resampler's filter, have
// found their feet when it comes.
static const double preroll = 0.5;

struct cff_sound {
    cff_input input;
    int rate;
    double start;
    SwrContext *resampler;
    // What the resampler was made for; it is made anew where a stream changes.
    int rate_in;
    int format_in;
    AVChannelLayout layout_in;
    // Samples that came out of the resampler and were not asked for yet.
    float *pending;
    int64_t pending_at;
    int64_t pending_count;
    int64_t pending_capacity;
    // Samples still to be dropped before the wanted moment; -1 while the first frame's moment is not known.
    int64_t to_drop;
    bool flushed;
};

int cff_sound_open(int descriptor, const char *hint, int rate, double start, cff_sound **sound) {
    if (!cff_library_load()) return CFF_NO_LIBRARY;
    cff_sound *made = ff.av_mallocz(sizeof *made);
    if (!made) return CFF_NO_MEMORY;
    made->rate = rate;
    made->start = start;
    made->to_drop = -1;
    int status = cff_input_open(&made->input, descriptor, hint, AVMEDIA_TYPE_AUDIO, CFF_PIXEL_LIMIT);
    if (status != CFF_OK) {
        cff_sound_close(made);
        return status;
    }
    if (start > preroll) cff_input_seek(&made->input, start - preroll);
    *sound = made;
    return CFF_OK;
}

void cff_sound_close(cff_sound *sound) {
    if (!sound) return;
    ff.swr_free(&sound->resampler);
    ff.av_channel_layout_uninit(&sound->layout_in);
    ff.av_freep(&sound->pending);
    cff_input_close(&sound->input);
    ff.av_free(sound);
}

// Makes the resampler for what the decoder gives now.
static int make_resampler(cff_sound *sound, const AVFrame *frame) {
    // Below and above these, numbers come from damaged headers and would only cost memory.
    if (frame->sample_rate < 1000 || frame->sample_rate > 1000000) return CFF_NONSENSE;
    AVChannelLayout layout = {0}, mono = AV_CHANNEL_LAYOUT_MONO;
    if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC) {
        ff.av_channel_layout_default(&layout, frame->ch_layout.nb_channels);
    } else if (ff.av_channel_layout_copy(&layout, &frame->ch_layout) < 0) {
        return CFF_NO_MEMORY;
    }
    ff.swr_free(&sound->resampler);
    int status = ff.swr_alloc_set_opts2(&sound->resampler, &mono, AV_SAMPLE_FMT_FLT, sound->rate, &layout,
                                     frame->format, frame->sample_rate, 0, NULL);
    ff.av_channel_layout_uninit(&layout);
    if (status < 0) return CFF_NONSENSE;
    // Channels are averaged, so that the mixture stays within -1...1 as 16-bit output would.
    ff.av_opt_set_double(sound->resampler, "rematrix_maxval", 1.0, 0);
    if (ff.swr_init(sound->resampler) < 0) return CFF_NONSENSE;
    sound->rate_in = frame->sample_rate;
    sound->format_in = frame->format;
    ff.av_channel_layout_uninit(&sound->layout_in);
    return ff.av_channel_layout_copy(&sound->layout_in, &frame->ch_layout) < 0 ? CFF_NO_MEMORY : CFF_OK;
}

static bool fits(const cff_sound *sound, const AVFrame *frame) {
    return sound->resampler && sound->rate_in == frame->sample_rate && sound->format_in == frame->format &&
           ff.av_channel_layout_compare(&sound->layout_in, &frame->ch_layout) == 0;
}

// Resamples `count` samples behind what is pending; NULL empties the resampler.
static int resample(cff_sound *sound, const uint8_t **samples, int count) {
    int64_t room = ff.swr_get_out_samples(sound->resampler, count);
    if (room < 0) return CFF_NONSENSE;
    int64_t needed = sound->pending_count + room;
    if (needed > sound->pending_capacity) {
        float *grown = ff.av_realloc_array(sound->pending, (size_t)needed, sizeof *grown);
        if (!grown) return CFF_NO_MEMORY;
        sound->pending = grown;
        sound->pending_capacity = needed;
    }
    uint8_t *out = (uint8_t *)(sound->pending + sound->pending_count);
    int got = ff.swr_convert(sound->resampler, &out, (int)room, samples, count);
    if (got < 0) return CFF_NONSENSE;
    sound->pending_count += got;
    return CFF_OK;
}

// How many samples at the wanted rate lie between the frame's beginning and the wanted moment.
static int64_t samples_to_drop(const cff_sound *sound, const AVFrame *frame) {
    double moment = 0;
    if (sound->start > preroll && frame->best_effort_timestamp != AV_NOPTS_VALUE) {
        int64_t since = frame->best_effort_timestamp - cff_input_first(&sound->input);
        moment = (double)since * av_q2d(sound->input.stream->time_base);
    }
    return llround(fmax(0, sound->start - moment) * sound->rate);
}

// Decodes and resamples until something is pending: 1, 0 at the end, or a negative cff_status.
static int refill(cff_sound *sound) {
    sound->pending_at = sound->pending_count = 0;
    while (sound->pending_count == 0) {
        int next = cff_input_next(&sound->input);
        if (next < 0) return next;
        int status = CFF_OK;
        if (next == 0) {
            if (sound->flushed || !sound->resampler) return 0;
            sound->flushed = true;
            status = resample(sound, NULL, 0);
        } else {
            const AVFrame *frame = sound->input.frame;
            if (sound->to_drop < 0) sound->to_drop = samples_to_drop(sound, frame);
            if (!fits(sound, frame)) {
                if (sound->resampler) status = resample(sound, NULL, 0);
                if (status == CFF_OK) status = make_resampler(sound, frame);
            }
            if (status == CFF_OK) {
                status = resample(sound, (const uint8_t **)frame->extended_data, frame->nb_samples);
            }
        }
        ff.av_frame_unref(sound->input.frame);
        if (status != CFF_OK) return -status;
        int64_t dropped = FFMIN(sound->to_drop, sound->pending_count);
        if (dropped > 0) {
            sound->to_drop -= dropped;
            sound->pending_at = dropped;
            if (sound->pending_at == sound->pending_count) sound->pending_at = sound->pending_count = 0;
        }
    }
    return 1;
}

int64_t cff_sound_read(cff_sound *sound, float *samples, int64_t capacity) {
    int64_t filled = 0;
    while (filled < capacity) {
        if (sound->pending_at == sound->pending_count) {
            int status = refill(sound);
            if (status < 0) return status;
            if (status == 0) break;
        }
        int64_t count = FFMIN(capacity - filled, sound->pending_count - sound->pending_at);
        memcpy(samples + filled, sound->pending + sound->pending_at, (size_t)count * sizeof *samples);
        sound->pending_at += count;
        filled += count;
    }
    return filled;
}

double cff_sound_claimed_seconds(const cff_sound *sound) {
    const AVStream *stream = sound->input.stream;
    if (sound->input.container->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE) return 0;
    if (stream->duration == AV_NOPTS_VALUE || stream->duration <= 0) return 0;
    return (double)stream->duration * av_q2d(stream->time_base);
}

int64_t cff_sound_damaged_packets(const cff_sound *sound) {
    return sound->input.damaged;
}
