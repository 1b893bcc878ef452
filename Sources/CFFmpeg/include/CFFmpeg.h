#ifndef CFFMPEG_H
#define CFFMPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// FFmpeg's libraries behind a few calls that cannot be used wrongly from Swift.
//
// Files come as descriptors, which the caller owns and keeps open. A container that refers to further files or
// addresses, as playlists do, gets none of them: nothing but the descriptor is ever read.

typedef enum cff_status {
    CFF_OK = 0,
    CFF_NO_MEMORY = 1,
    // The bytes are of no known container.
    CFF_NOT_MEDIA = 2,
    // There is no sound, or no picture, inside.
    CFF_NO_STREAM = 3,
    // The stream's codec is not known here.
    CFF_NO_DECODER = 4,
    // The stream describes itself in a way that makes no sense, such as a rate of 0.
    CFF_NONSENSE = 5,
    // The operating system failed to read.
    CFF_READ = 6,
    // FFmpeg's libraries are not on this machine, or of another version.
    CFF_NO_LIBRARY = 7,
    // The pictures have more pixels than CFF_PIXEL_LIMIT.
    CFF_TOO_LARGE = 8,
} cff_status;

// The largest pictures that are decoded, in pixels: those of 8K cinema, 8192 × 4320. One takes 106 MB as colours.
enum { CFF_PIXEL_LIMIT = 8192 * 4320 };

// ---- Sound -------------------------------------------------------------------------------------------------

// One stream of sound, decoded to one channel of 32-bit floats at a wanted rate.
typedef struct cff_sound cff_sound;

// Opens the best stream of sound.
//
// `hint` is the file name's extension or NULL: some formats have no magic bytes. `start` is in seconds; samples
// before it are not delivered. Returns a cff_status.
int cff_sound_open(int descriptor, const char *hint, int rate, double start, cff_sound **sound);

void cff_sound_close(cff_sound *sound);

// The next samples: as many as fit into `capacity`, fewer only at the end; a negative cff_status on failure.
int64_t cff_sound_read(cff_sound *sound, float *samples, int64_t capacity);

// How long the stream claims to be in seconds, 0 where it says nothing or only guesses by its size.
double cff_sound_claimed_seconds(const cff_sound *sound);

// Packets so far that the decoder could make nothing of.
int64_t cff_sound_damaged_packets(const cff_sound *sound);

// ---- Moving pictures ---------------------------------------------------------------------------------------

// One stream of moving pictures. Moments are in seconds since the stream's first one.
typedef struct cff_video cff_video;

// Opens the best stream of moving pictures; covers of records are none. `start` is a moment at or before which
// decoding may begin; 0 for the beginning. Returns a cff_status.
int cff_video_open(int descriptor, const char *hint, double start, cff_video **video);

void cff_video_close(cff_video *video);

// How long the stream claims to be in seconds, 0 where it says nothing.
double cff_video_claimed_seconds(const cff_video *video);

// Reads at most so many packets, without decoding any. `count` grows by their pictures, and `end` becomes the moment
// at which the last of them ends; both are 0 before the first call. False at the stream's end.
bool cff_video_measure(cff_video *video, int64_t packets, int64_t *count, double *end);

// Whether the container holds sound; if so, `offset` is the sound's first moment as a moment of the pictures.
bool cff_video_sound_offset(const cff_video *video, double *offset);

typedef enum cff_video_step_result {
    // There is no picture at all.
    CFF_STEP_NONE = 0,
    // The current picture is the one that is shown at the wanted moment.
    CFF_STEP_SHOWN = 1,
    // The current picture is a later one than before, and perhaps not the last step.
    CFF_STEP_AGAIN = 2,
} cff_video_step_result;

// Goes one picture further towards the last one whose moment is not after `moment`; a stream that begins after it
// shows its first picture. Returns a cff_video_step_result, or a negative cff_status on failure.
int cff_video_step(cff_video *video, double moment);

// The current picture: when it begins and ends, and its sides when it stands upright. All 0 while there is none.
typedef struct cff_picture_facts {
    double moment;
    // As far as it is known: after the last picture nothing says when it should go.
    double end;
    int width;
    int height;
    // Which one it is, counted in steps.
    int64_t number;
} cff_picture_facts;

cff_picture_facts cff_video_facts(const cff_video *video);

// The current picture's colours, upright, as red, green and blue, at its own sides or scaled down. `capacity` must be
// at least width × height × 3. Returns a cff_status.
int cff_video_colours(cff_video *video, int width, int height, uint8_t *colours, size_t capacity);

// Trades exactness for speed, before anything is decoded: edges between blocks are not smoothed, and with `only_key`
// no pictures come but those that stand alone.
void cff_video_hasten(cff_video *video, bool only_key);

// What tells whether a picture resembles another: its luma and then its two chroma planes at these sides.
enum { CFF_SKETCH_WIDTH = 64, CFF_SKETCH_HEIGHT = 36 };

// Decodes the next picture into CFF_SKETCH_WIDTH × CFF_SKETCH_HEIGHT × 3 points, full range, with its moment and the
// moment at which it should go: 1, 0 at the end, or a negative cff_status. Not to be mixed with cff_video_step.
int cff_video_next_sketch(cff_video *video, uint8_t *points, double *moment, double *end);

// The sum of the differences between points.
int64_t cff_sketch_distance(const uint8_t *one, const uint8_t *other, size_t count);

// Packets so far that the decoder could make nothing of.
int64_t cff_video_damaged_packets(const cff_video *video);

// ---- What a container says of itself -----------------------------------------------------------------------

// A container, without anything decoded but its subtitles. Moments are in seconds since the first picture, or since
// the first sound where there is no film.
typedef struct cff_survey cff_survey;

typedef enum cff_stream_kind {
    CFF_STREAM_OTHER = 0,
    CFF_STREAM_SOUND = 1,
    CFF_STREAM_FILM = 2,
    // A picture that stands for the whole.
    CFF_STREAM_COVER = 3,
    // Of words; those that are pictures count among the others.
    CFF_STREAM_SUBTITLES = 4,
} cff_stream_kind;

typedef struct cff_stream_facts {
    cff_stream_kind kind;
    // Among those of its kind the one that is decoded.
    bool is_chosen;
    bool has_decoder;
    // Of static storage.
    const char *codec;
    // 0 where unknown, as all that follows.
    int64_t bit_rate;
    int sample_rate;
    int channels;
    // As stored, not turned.
    int width;
    int height;
    // Clockwise, in quarter turns, that players turn it by.
    int turns;
    double frame_rate;
    // What the container says that it lasts.
    double claimed;
    // What `cff_survey_next` has seen: when its last packet ends, what they last together, how many they are.
    double end;
    double length;
    int64_t packets;
} cff_stream_facts;

// Opens a container of any kind. Returns a cff_status.
int cff_survey_open(int descriptor, const char *hint, cff_survey **survey);

void cff_survey_close(cff_survey *survey);

int cff_survey_stream_count(const cff_survey *survey);
cff_stream_facts cff_survey_stream(const cff_survey *survey, int index);

// How long the container claims to be in seconds, 0 where it says nothing or only guesses by its size.
double cff_survey_claimed_seconds(const cff_survey *survey);

// Of all streams together, a second; 0 where unknown.
int64_t cff_survey_bit_rate(const cff_survey *survey);

// The file of a stream that is a cover; NULL for others.
const uint8_t *cff_survey_cover(const cff_survey *survey, int index, size_t *size);

typedef struct cff_chapter {
    double start;
    double end;
} cff_chapter;

int cff_survey_chapter_count(const cff_survey *survey);
cff_chapter cff_survey_chapter(const cff_survey *survey, int index);

typedef enum cff_tag_owner { CFF_TAGS_CONTAINER = 0, CFF_TAGS_STREAM = 1, CFF_TAGS_CHAPTER = 2 } cff_tag_owner;

typedef struct cff_tag {
    const char *name;
    const char *value;
    // Where the search for the next goes on.
    const void *cursor;
} cff_tag;

// The tag after `cursor`, which is NULL for the first. False after the last.
bool cff_survey_next_tag(const cff_survey *survey, cff_tag_owner owner, int index, const void *cursor, cff_tag *tag);

typedef struct cff_cue {
    int stream;
    double start;
    // Negative where nothing says so.
    double end;
    // A line of ASS's events, or plain words. Valid until the next call.
    const char *text;
    bool is_event;
} cff_cue;

typedef enum cff_survey_result { CFF_SURVEY_END = 0, CFF_SURVEY_MORE = 1, CFF_SURVEY_CUE = 2 } cff_survey_result;

// Reads on to the next subtitle, or through so many packets. Returns a cff_survey_result, or a negative cff_status.
int cff_survey_next(cff_survey *survey, int64_t packets, cff_cue *cue);

// ---- Small pictures ----------------------------------------------------------------------------------------

// Writes red, green and blue as a JPEG at other sides. Returns its length, or a negative cff_status when it fails or
// needs more than `capacity`.
int64_t cff_jpeg(const uint8_t *colours, int width, int height, int to_width, int to_height, uint8_t *bytes,
                 size_t capacity);

#endif
