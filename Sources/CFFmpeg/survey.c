#include <libavutil/display.h>
#include <math.h>
#include <string.h>

#include "input.h"
#include "library.h"

// Of one stream, as far as its packets were read.
typedef struct progress {
    double end;
    double length;
    int64_t packets;
    // Of subtitles of words; NULL for others.
    AVCodecContext *decoder;
} progress;

struct cff_survey {
    cff_input input;
    AVPacket *packet;
    progress *streams;
    // FFmpeg may find more streams while it reads; they are not looked at.
    int stream_count;
    int sound;
    int film;
    // In seconds: what counts as 0.
    double first;
    // The last packet's subtitles, and how many of their lines were handed out.
    AVSubtitle subtitle;
    bool has_subtitle;
    unsigned line;
    cff_cue cue;
};

static AVStream *stream_at(const cff_survey *survey, int index) { return survey->input.container->streams[index]; }

static bool is_of_words(const AVStream *stream) {
    const AVCodecDescriptor *descriptor = ff.avcodec_descriptor_get(stream->codecpar->codec_id);
    return descriptor && descriptor->props & AV_CODEC_PROP_TEXT_SUB;
}

static cff_stream_kind kind_of(const AVStream *stream) {
    switch (stream->codecpar->codec_type) {
    case AVMEDIA_TYPE_AUDIO: return CFF_STREAM_SOUND;
    case AVMEDIA_TYPE_VIDEO:
        return stream->disposition & AV_DISPOSITION_ATTACHED_PIC ? CFF_STREAM_COVER : CFF_STREAM_FILM;
    case AVMEDIA_TYPE_SUBTITLE: return is_of_words(stream) ? CFF_STREAM_SUBTITLES : CFF_STREAM_OTHER;
    default: return CFF_STREAM_OTHER;
    }
}

// The stream that the decoders choose as well; one that nothing decodes is chosen where there is no other.
static int choose(const cff_survey *survey, enum AVMediaType type) {
    int index = ff.av_find_best_stream(survey->input.container, type, -1, -1, NULL, 0);
    if (index < 0 || index >= survey->stream_count) return -1;
    return kind_of(stream_at(survey, index)) == CFF_STREAM_COVER ? -1 : index;
}

static double seconds_of(const AVStream *stream, int64_t stamp) { return (double)stamp * av_q2d(stream->time_base); }

static void open_subtitles(cff_survey *survey, int index) {
    AVStream *stream = stream_at(survey, index);
    const AVCodec *codec = ff.avcodec_find_decoder(stream->codecpar->codec_id);
    AVCodecContext *decoder = codec ? ff.avcodec_alloc_context3(codec) : NULL;
    if (!decoder) return;
    decoder->pkt_timebase = stream->time_base;
    if (ff.avcodec_parameters_to_context(decoder, stream->codecpar) < 0) {
        ff.avcodec_free_context(&decoder);
        return;
    }
    decoder->pkt_timebase = stream->time_base;
    if (ff.avcodec_open2(decoder, codec, NULL) < 0) ff.avcodec_free_context(&decoder);
    survey->streams[index].decoder = decoder;
}

static int prepare(cff_survey *survey) {
    AVFormatContext *container = survey->input.container;
    survey->stream_count = (int)FFMIN(container->nb_streams, 1000u);
    survey->streams = ff.av_mallocz(((size_t)survey->stream_count + 1) * sizeof *survey->streams);
    survey->packet = ff.av_packet_alloc();
    if (!survey->streams || !survey->packet) return CFF_NO_MEMORY;
    survey->sound = choose(survey, AVMEDIA_TYPE_AUDIO);
    survey->film = choose(survey, AVMEDIA_TYPE_VIDEO);
    for (int index = 0; index < survey->stream_count; index++) {
        AVStream *stream = stream_at(survey, index);
        bool has_words = kind_of(stream) == CFF_STREAM_SUBTITLES;
        if (has_words) open_subtitles(survey, index);
        if (!has_words && index != survey->sound && index != survey->film) stream->discard = AVDISCARD_ALL;
    }
    int leading = survey->film >= 0 ? survey->film : survey->sound;
    if (leading < 0) return CFF_OK;
    const AVStream *stream = stream_at(survey, leading);
    if (stream->start_time != AV_NOPTS_VALUE) survey->first = seconds_of(stream, stream->start_time);
    return CFF_OK;
}

int cff_survey_open(int descriptor, const char *hint, cff_survey **survey) {
    if (!cff_library_load()) return CFF_NO_LIBRARY;
    cff_survey *made = ff.av_mallocz(sizeof *made);
    if (!made) return CFF_NO_MEMORY;
    int status = cff_input_open_container(&made->input, descriptor, hint, CFF_PIXEL_LIMIT);
    if (status == CFF_OK) status = prepare(made);
    if (status != CFF_OK) {
        cff_survey_close(made);
        return status;
    }
    *survey = made;
    return CFF_OK;
}

static void drop_subtitle(cff_survey *survey) {
    if (survey->has_subtitle) ff.avsubtitle_free(&survey->subtitle);
    survey->has_subtitle = false;
}

void cff_survey_close(cff_survey *survey) {
    if (!survey) return;
    drop_subtitle(survey);
    for (int index = 0; survey->streams && index < survey->stream_count; index++) {
        ff.avcodec_free_context(&survey->streams[index].decoder);
    }
    ff.av_freep(&survey->streams);
    ff.av_packet_free(&survey->packet);
    cff_input_close(&survey->input);
    ff.av_free(survey);
}

int cff_survey_stream_count(const cff_survey *survey) { return survey->stream_count; }

// The nearest quarter turn of a display matrix, clockwise.
static int turns_of(AVStream *stream) {
    const int32_t *matrix = NULL;
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
    const AVPacketSideData *data = ff.av_packet_side_data_get(
        stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    if (data && data->size >= 9 * sizeof(int32_t)) matrix = (const int32_t *)data->data;
#else
    size_t size = 0;
    const uint8_t *data = ff.av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    if (data && size >= 9 * sizeof(int32_t)) matrix = (const int32_t *)data;
#endif
    if (!matrix) return 0;
    double a = matrix[0], b = matrix[1], c = matrix[3], d = matrix[4];
    if (fabs(a) + fabs(d) >= fabs(b) + fabs(c)) return a < 0 ? 2 : 0;
    return b > 0 ? 1 : 3;
}

cff_stream_facts cff_survey_stream(const cff_survey *survey, int index) {
    cff_stream_facts facts = {0};
    if (index < 0 || index >= survey->stream_count) return facts;
    AVStream *stream = stream_at(survey, index);
    const AVCodecParameters *codec = stream->codecpar;
    facts.kind = kind_of(stream);
    facts.is_chosen = index == survey->sound || index == survey->film;
    facts.has_decoder = ff.avcodec_find_decoder(codec->codec_id) != NULL;
    facts.codec = ff.avcodec_get_name(codec->codec_id);
    facts.bit_rate = FFMAX(0, codec->bit_rate);
    facts.sample_rate = codec->sample_rate;
    facts.channels = codec->ch_layout.nb_channels;
    facts.width = codec->width;
    facts.height = codec->height;
    facts.turns = turns_of(stream);
    AVRational rate = stream->avg_frame_rate;
    facts.frame_rate = rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
    bool is_guessed = survey->input.container->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE;
    if (!is_guessed && stream->duration > 0) facts.claimed = seconds_of(stream, stream->duration);
    facts.end = survey->streams[index].end;
    facts.length = survey->streams[index].length;
    facts.packets = survey->streams[index].packets;
    return facts;
}

double cff_survey_claimed_seconds(const cff_survey *survey) {
    const AVFormatContext *container = survey->input.container;
    if (container->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE) return 0;
    if (container->duration == AV_NOPTS_VALUE || container->duration <= 0) return 0;
    return (double)container->duration / AV_TIME_BASE;
}

int64_t cff_survey_bit_rate(const cff_survey *survey) { return FFMAX(0, survey->input.container->bit_rate); }

const uint8_t *cff_survey_cover(const cff_survey *survey, int index, size_t *size) {
    *size = 0;
    if (index < 0 || index >= survey->stream_count) return NULL;
    const AVStream *stream = stream_at(survey, index);
    if (kind_of(stream) != CFF_STREAM_COVER || stream->attached_pic.size <= 0) return NULL;
    *size = (size_t)stream->attached_pic.size;
    return stream->attached_pic.data;
}

int cff_survey_chapter_count(const cff_survey *survey) {
    return (int)FFMIN(survey->input.container->nb_chapters, (unsigned)INT32_MAX);
}

cff_chapter cff_survey_chapter(const cff_survey *survey, int index) {
    cff_chapter facts = {0};
    if (index < 0 || index >= cff_survey_chapter_count(survey)) return facts;
    const AVChapter *chapter = survey->input.container->chapters[index];
    facts.start = (double)chapter->start * av_q2d(chapter->time_base);
    facts.end = chapter->end == AV_NOPTS_VALUE ? -1 : (double)chapter->end * av_q2d(chapter->time_base);
    return facts;
}

bool cff_survey_next_tag(const cff_survey *survey, cff_tag_owner owner, int index, const void *cursor, cff_tag *tag) {
    const AVFormatContext *container = survey->input.container;
    const AVDictionary *tags = NULL;
    if (owner == CFF_TAGS_CONTAINER) tags = container->metadata;
    if (owner == CFF_TAGS_STREAM && index >= 0 && index < survey->stream_count) {
        tags = stream_at(survey, index)->metadata;
    }
    if (owner == CFF_TAGS_CHAPTER && index >= 0 && index < cff_survey_chapter_count(survey)) {
        tags = container->chapters[index]->metadata;
    }
    const AVDictionaryEntry *entry = ff.av_dict_get(tags, "", cursor, AV_DICT_IGNORE_SUFFIX);
    if (!entry) return false;
    *tag = (cff_tag){entry->key, entry->value, entry};
    return true;
}

// No codec puts more sound than seconds into a packet. The last packets of some short Vorbis files claim a day: what is
// cut off their end has wrapped around 32 bits.
#define LONGEST_SOUND_PACKET 60.0

// Notes what a packet lasts. Damaged files have stamps whose difference no integer holds.
static void measure(cff_survey *survey, const AVPacket *packet) {
    const AVStream *stream = stream_at(survey, packet->stream_index);
    progress *seen = &survey->streams[packet->stream_index];
    double length = packet->duration > 0 ? seconds_of(stream, packet->duration) : 0;
    if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO && length > LONGEST_SOUND_PACKET) length = 0;
    if (length == 0 && stream->avg_frame_rate.num > 0 && stream->avg_frame_rate.den > 0) {
        length = 1 / av_q2d(stream->avg_frame_rate);
    }
    int64_t first = stream->start_time == AV_NOPTS_VALUE ? 0 : stream->start_time;
    double begin = seen->length;
    if (packet->pts != AV_NOPTS_VALUE) begin = ((double)packet->pts - (double)first) * av_q2d(stream->time_base);
    seen->packets++;
    seen->length += length;
    seen->end = fmax(seen->end, begin + length);
}

static void decode_subtitle(cff_survey *survey, AVPacket *packet) {
    AVCodecContext *decoder = survey->streams[packet->stream_index].decoder;
    if (!decoder || packet->pts == AV_NOPTS_VALUE) return;
    const AVStream *stream = stream_at(survey, packet->stream_index);
    int got = 0;
    if (ff.avcodec_decode_subtitle2(decoder, &survey->subtitle, &got, packet) < 0 || !got) return;
    survey->has_subtitle = true;
    survey->line = 0;
    double start = seconds_of(stream, packet->pts) - survey->first;
    survey->cue.stream = packet->stream_index;
    survey->cue.start = start + survey->subtitle.start_display_time / 1e3;
    survey->cue.end = -1;
    if (packet->duration > 0) {
        survey->cue.end = start + seconds_of(stream, packet->duration);
    } else if (survey->subtitle.end_display_time > 0 && survey->subtitle.end_display_time != UINT32_MAX) {
        survey->cue.end = start + survey->subtitle.end_display_time / 1e3;
    }
}

// The next line of the last packet's subtitles.
static bool next_line(cff_survey *survey, cff_cue *cue) {
    while (survey->has_subtitle && survey->line < survey->subtitle.num_rects) {
        const AVSubtitleRect *rect = survey->subtitle.rects[survey->line++];
        const char *text = rect->ass ? rect->ass : rect->text;
        if (!text) continue;
        *cue = survey->cue;
        cue->text = text;
        cue->is_event = rect->ass != NULL;
        return true;
    }
    drop_subtitle(survey);
    return false;
}

int cff_survey_next(cff_survey *survey, int64_t packets, cff_cue *cue) {
    for (; packets > 0; packets--) {
        if (next_line(survey, cue)) return CFF_SURVEY_CUE;
        int status = ff.av_read_frame(survey->input.container, survey->packet);
        if (status == AVERROR(ENOMEM)) return -CFF_NO_MEMORY;
        if (status < 0) return survey->input.read_failed ? -CFF_READ : CFF_SURVEY_END;
        if (survey->packet->stream_index < survey->stream_count) {
            measure(survey, survey->packet);
            decode_subtitle(survey, survey->packet);
        }
        ff.av_packet_unref(survey->packet);
    }
    return CFF_SURVEY_MORE;
}
