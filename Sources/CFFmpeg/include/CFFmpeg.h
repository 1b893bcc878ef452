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

// The current picture's colours, upright, as red, green and blue. `capacity` must be at least
// width × height × 3 of its facts. Returns a cff_status.
int cff_video_colours(cff_video *video, uint8_t *colours, size_t capacity);

// Packets so far that the decoder could make nothing of.
int64_t cff_video_damaged_packets(const cff_video *video);

#endif
