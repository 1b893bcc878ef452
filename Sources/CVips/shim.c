// The few calls of libvips that decoding needs, behind fixed arguments: libvips' own API is variadic, which Swift
// cannot call. The library is loaded when the first picture is decoded and not when the program starts, since it
// brings some seventy others with it. So its declarations are repeated here, as its ABI (libvips.so.42) has them.

#include "CVips.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct VipsImage VipsImage;

// VipsBandFormat, VipsInterpretation, VipsFailOn, VipsAccess, VipsIntent
enum { FORMAT_UCHAR = 0, FORMAT_USHORT = 2 };
enum { MEANS_B_W = 1, MEANS_CMYK = 15, MEANS_SRGB = 22, MEANS_RGB16 = 25, MEANS_GREY16 = 26, MEANS_RGB = 17 };
enum { FAIL_ON_ERROR = 2 };
enum { INTENT_RELATIVE = 1 };

static struct {
    int (*init)(const char *);
    void (*concurrency_set)(int);
    void (*cache_set_max)(int);
    const char *(*find_load_buffer)(const void *, size_t);
    VipsImage *(*image_new_from_buffer)(const void *, size_t, const char *, ...);
    int (*autorot)(VipsImage *, VipsImage **, ...);
    int (*icc_transform)(VipsImage *, VipsImage **, const char *, ...);
    int (*colourspace)(VipsImage *, VipsImage **, int, ...);
    int (*cast)(VipsImage *, VipsImage **, int, ...);
    void *(*image_write_to_memory)(VipsImage *, size_t *);
    int (*image_get_width)(const VipsImage *);
    int (*image_get_height)(const VipsImage *);
    int (*image_get_bands)(const VipsImage *);
    int (*image_get_format)(const VipsImage *);
    int (*image_get_interpretation)(const VipsImage *);
    unsigned long (*image_get_typeof)(const VipsImage *, const char *);
    int (*image_get_blob)(const VipsImage *, const char *, const void **, size_t *);
    const char *(*error_buffer)(void);
    void (*error_clear)(void);
    void (*object_unref)(void *);
    void (*free)(void *);
} vips;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;

static void load(void) {
    void *library = dlopen("libvips.so.42", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    const struct {
        void *place;
        const char *name;
    } symbols[] = {
        {&vips.init, "vips_init"},
        {&vips.concurrency_set, "vips_concurrency_set"},
        {&vips.cache_set_max, "vips_cache_set_max"},
        {&vips.find_load_buffer, "vips_foreign_find_load_buffer"},
        {&vips.image_new_from_buffer, "vips_image_new_from_buffer"},
        {&vips.autorot, "vips_autorot"},
        {&vips.icc_transform, "vips_icc_transform"},
        {&vips.colourspace, "vips_colourspace"},
        {&vips.cast, "vips_cast"},
        {&vips.image_write_to_memory, "vips_image_write_to_memory"},
        {&vips.image_get_width, "vips_image_get_width"},
        {&vips.image_get_height, "vips_image_get_height"},
        {&vips.image_get_bands, "vips_image_get_bands"},
        {&vips.image_get_format, "vips_image_get_format"},
        {&vips.image_get_interpretation, "vips_image_get_interpretation"},
        {&vips.image_get_typeof, "vips_image_get_typeof"},
        {&vips.image_get_blob, "vips_image_get_blob"},
        {&vips.error_buffer, "vips_error_buffer"},
        {&vips.error_clear, "vips_error_clear"},
        {&vips.object_unref, "g_object_unref"},
        {&vips.free, "g_free"},
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *symbol = dlsym(library, symbols[i].name);
        if (!symbol) return;
        memcpy(symbols[i].place, &symbol, sizeof symbol);
    }
    // Warnings of a damaged file belong into the error, not onto the user's terminal.
    setenv("VIPS_WARNING", "0", 0);
    if (vips.init("nearest") != 0) return;
    // Callers decode one picture a thread, and never the same twice.
    vips.concurrency_set(1);
    vips.cache_set_max(0);
    is_loaded = 1;
}

// Formats whose decoders read pictures and nothing else. libvips would also hand a file to ImageMagick, which
// reads hundreds of formats, some of which run programs or open other files.
static int is_trusted(const char *loader) {
    static const char *const formats[] = {"Jpeg", "Png", "Webp", "Nsgif", "Tiff", "Heif", "Jp2k", "Jxl"};
    const char prefix[] = "VipsForeignLoad";
    if (strncmp(loader, prefix, sizeof prefix - 1) != 0) return 0;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strncmp(loader + sizeof prefix - 1, formats[i], strlen(formats[i])) == 0) return 1;
    }
    return 0;
}

// Profiles that say no more than what a picture without one is taken for. Converting would only add rounding.
static int is_srgb(const void *profile, size_t size) {
    static const char wide[] = {0, 's', 0, 'R', 0, 'G', 0, 'B'};
    const char *bytes = profile;
    for (size_t i = 0; i + sizeof wide <= size; i++) {
        if (memcmp(bytes + i, "sRGB", 4) == 0 || memcmp(bytes + i, wide, sizeof wide) == 0) return 1;
    }
    return 0;
}

// Puts `next` in the place of `*image`.
static void replace(VipsImage **image, VipsImage *next) {
    vips.object_unref(*image);
    *image = next;
}

// Colours as sRGB has them, where a profile says that they are others. A profile that cannot be used is passed
// over, as viewers do.
static void apply_profile(VipsImage **image) {
    const char *const name = "icc-profile-data";
    const void *profile;
    size_t size;
    if (vips.image_get_typeof(*image, name) == 0 || vips.image_get_blob(*image, name, &profile, &size) != 0) return;
    int bands = vips.image_get_bands(*image);
    if (bands < 3 || is_srgb(profile, size)) return;
    VipsImage *converted = NULL;
    int depth = vips.image_get_format(*image) == FORMAT_USHORT ? 16 : 8;
    if (vips.icc_transform(
            *image, &converted, "srgb", "embedded", 1, "intent", INTENT_RELATIVE, "depth", depth, NULL) == 0) {
        replace(image, converted);
    } else {
        vips.error_clear();
    }
}

// One of the few kinds of pixel that the caller knows.
static int simplify(VipsImage **image, struct cvips_picture *picture) {
    int format = vips.image_get_format(*image);
    int bands = vips.image_get_bands(*image);
    int meaning = vips.image_get_interpretation(*image);
    int is_whole = format == FORMAT_UCHAR || format == FORMAT_USHORT;
    if (is_whole && meaning == MEANS_CMYK && bands >= 4) {
        picture->kind = CVIPS_INK;
    } else if (is_whole && (meaning == MEANS_B_W || meaning == MEANS_GREY16) && bands <= 2) {
        picture->kind = CVIPS_GREY;
    } else if (is_whole && (meaning == MEANS_SRGB || meaning == MEANS_RGB || meaning == MEANS_RGB16)
               && bands >= 3) {
        picture->kind = CVIPS_COLOUR;
    } else {
        VipsImage *converted = NULL;
        if (vips.colourspace(*image, &converted, MEANS_SRGB, NULL) != 0) return -1;
        replace(image, converted);
        converted = NULL;
        if (vips.cast(*image, &converted, FORMAT_UCHAR, NULL) != 0) return -1;
        replace(image, converted);
        picture->kind = vips.image_get_bands(*image) < 3 ? CVIPS_GREY : CVIPS_COLOUR;
    }
    picture->channels = vips.image_get_bands(*image);
    picture->bytes_per_value = vips.image_get_format(*image) == FORMAT_USHORT ? 2 : 1;
    return 0;
}

static enum cvips_status decode(
    const uint8_t *bytes, size_t count, int64_t pixel_limit, struct cvips_picture *picture) {
    const char *loader = vips.find_load_buffer(bytes, count);
    if (!loader || !is_trusted(loader)) return CVIPS_UNKNOWN_FORMAT;
    // Reads the header only.
    VipsImage *image = vips.image_new_from_buffer(bytes, count, "", "fail_on", FAIL_ON_ERROR, NULL);
    if (!image) return CVIPS_BROKEN;
    enum cvips_status status = CVIPS_BROKEN;
    picture->width = vips.image_get_width(image);
    picture->height = vips.image_get_height(image);
    VipsImage *upright = NULL;
    if ((int64_t)picture->width * picture->height > pixel_limit) {
        status = CVIPS_TOO_LARGE;
    } else if (vips.autorot(image, &upright, NULL) == 0) {
        replace(&image, upright);
        apply_profile(&image);
        size_t size = 0;
        if (simplify(&image, picture) == 0 && (picture->data = vips.image_write_to_memory(image, &size))) {
            picture->width = vips.image_get_width(image);
            picture->height = vips.image_get_height(image);
            size_t expected =
                (size_t)picture->width * picture->height * picture->channels * picture->bytes_per_value;
            if (size == expected) {
                status = CVIPS_OK;
            } else {
                cvips_free(picture);
            }
        }
    }
    vips.object_unref(image);
    return status;
}

enum cvips_status cvips_decode(
    const uint8_t *bytes, size_t count, int64_t pixel_limit, struct cvips_picture *picture, char *message,
    size_t message_size) {
    memset(picture, 0, sizeof *picture);
    message[0] = 0;
    pthread_once(&once, load);
    if (!is_loaded) return CVIPS_MISSING;
    enum cvips_status status = decode(bytes, count, pixel_limit, picture);
    if (status == CVIPS_BROKEN) snprintf(message, message_size, "%s", vips.error_buffer());
    vips.error_clear();
    return status;
}

void cvips_free(struct cvips_picture *picture) {
    if (picture->data) vips.free(picture->data);
    picture->data = NULL;
}
