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
} cff_status;

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

#endif
