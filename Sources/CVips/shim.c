// The few calls of libvips that decoding needs, behind fixed arguments: libvips' own API is variadic, which Swift
// cannot call. The library is loaded when the first picture is decoded and not when the program starts, since it
// brings some seventy others with it. So its declarations are repeated here, as its ABI (libvips.so.42) has them.

#include "CVips.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct VipsImage VipsImage;
typedef struct VipsSource VipsSource;

// VipsBandFormat, VipsInterpretation, VipsFailOn, VipsAccess, VipsIntent
enum { FORMAT_UCHAR = 0, FORMAT_USHORT = 2 };
enum { MEANS_B_W = 1, MEANS_CMYK = 15, MEANS_SRGB = 22, MEANS_RGB16 = 25, MEANS_GREY16 = 26, MEANS_RGB = 17 };
enum { FAIL_ON_ERROR = 2 };
enum { ACCESS_SEQUENTIAL = 1 };
enum { INTENT_RELATIVE = 1 };
enum { SIZE_BOTH = 0, SIZE_DOWN = 2 };

static struct {
    int (*init)(const char *);
    void (*concurrency_set)(int);
    void (*cache_set_max)(int);
    VipsSource *(*source_new_from_memory)(const void *, size_t);
    VipsSource *(*source_new_from_descriptor)(int);
    const char *(*find_load_source)(VipsSource *);
    VipsImage *(*image_new_from_source)(VipsSource *, const char *, ...);
    VipsImage *(*image_new_from_memory)(const void *, size_t, int, int, int, int);
    int (*thumbnail_source)(VipsSource *, VipsImage **, int, ...);
    int (*thumbnail_image)(VipsImage *, VipsImage **, int, ...);
    int (*jpegsave_buffer)(VipsImage *, void **, size_t *, ...);
    int (*image_get_n_pages)(VipsImage *);
    int (*image_get_orientation)(VipsImage *);
    char **(*image_get_fields)(VipsImage *);
    int (*image_get_string)(const VipsImage *, const char *, const char **);
    void (*strfreev)(char **);
    int (*autorot)(VipsImage *, VipsImage **, ...);
    int (*icc_transform)(VipsImage *, VipsImage **, const char *, ...);
    int (*colourspace)(VipsImage *, VipsImage **, int, ...);
    int (*cast)(VipsImage *, VipsImage **, int, ...);
    int (*copy)(VipsImage *, VipsImage **, ...);
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
        {&vips.source_new_from_memory, "vips_source_new_from_memory"},
        {&vips.source_new_from_descriptor, "vips_source_new_from_descriptor"},
        {&vips.find_load_source, "vips_foreign_find_load_source"},
        {&vips.image_new_from_source, "vips_image_new_from_source"},
        {&vips.image_new_from_memory, "vips_image_new_from_memory"},
        {&vips.thumbnail_source, "vips_thumbnail_source"},
        {&vips.thumbnail_image, "vips_thumbnail_image"},
        {&vips.jpegsave_buffer, "vips_jpegsave_buffer"},
        {&vips.image_get_n_pages, "vips_image_get_n_pages"},
        {&vips.image_get_orientation, "vips_image_get_orientation"},
        {&vips.image_get_fields, "vips_image_get_fields"},
        {&vips.image_get_string, "vips_image_get_string"},
        {&vips.strfreev, "g_strfreev"},
        {&vips.autorot, "vips_autorot"},
        {&vips.icc_transform, "vips_icc_transform"},
        {&vips.colourspace, "vips_colourspace"},
        {&vips.cast, "vips_cast"},
        {&vips.copy, "vips_copy"},
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

static const char loader_prefix[] = "VipsForeignLoad";

// Formats whose decoders read pictures and nothing else. libvips would also hand a file to ImageMagick, which
// reads hundreds of formats, some of which run programs or open other files. librsvg follows no reference out of a
// drawing that has no address of its own, as one read from a stream.
static int is_trusted(const char *loader) {
    static const char *const formats[] = {"Jpeg", "Png", "Webp", "Nsgif", "Tiff", "Heif", "Jp2k", "Jxl", "Svg"};
    size_t prefix = sizeof loader_prefix - 1;
    if (strncmp(loader, loader_prefix, prefix) != 0) return 0;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strncmp(loader + prefix, formats[i], strlen(formats[i])) == 0) return 1;
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

// The file as libvips reads it, where a decoder that is trusted here knows it; otherwise null.
static VipsSource *open_source(struct cvips_input input, const char **loader) {
    if (!input.bytes) lseek(input.descriptor, 0, SEEK_SET);
    VipsSource *source = input.bytes ? vips.source_new_from_memory(input.bytes, input.count)
                                     : vips.source_new_from_descriptor(input.descriptor);
    if (!source) return NULL;
    *loader = vips.find_load_source(source);
    if (*loader && is_trusted(*loader)) return source;
    vips.object_unref(source);
    return NULL;
}

// What a decoder is told besides what it is given by name. libvips 8.14 hands its own `fail_on` on to some only.
struct options {
    char text[64];
};

static struct options options(struct cvips_input input, int is_strict) {
    struct options options;
    const char *strict = is_strict ? "fail_on=error" : "fail_on=none";
    if (input.page > 0) {
        snprintf(options.text, sizeof options.text, "[page=%d,%s]", input.page, strict);
    } else {
        snprintf(options.text, sizeof options.text, "[%s]", strict);
    }
    return options;
}

static int is_drawing(const char *loader) { return strncmp(loader + sizeof loader_prefix - 1, "Svg", 3) == 0; }

static void take_fields(VipsImage *image, cvips_take_field take, void *context) {
    static const char *const blobs[] = {"exif-data", "iptc-data", "xmp-data"};
    for (size_t i = 0; i < sizeof blobs / sizeof *blobs; i++) {
        const void *bytes;
        size_t count;
        if (vips.image_get_typeof(image, blobs[i]) == 0) continue;
        if (vips.image_get_blob(image, blobs[i], &bytes, &count) == 0 && bytes) take(context, blobs[i], bytes, count);
    }
    char **names = vips.image_get_fields(image);
    for (char **name = names; name && *name; name++) {
        const char *text;
        const void *bytes;
        size_t count;
        // Where libvips before 8.15 puts the XMP of HEIF.
        if (strncmp(*name, "heif-mime", 9) == 0 && vips.image_get_blob(image, *name, &bytes, &count) == 0 && bytes) {
            take(context, "xmp-data", bytes, count);
        }
        if (!strstr(*name, "-comment")) continue;
        if (vips.image_get_string(image, *name, &text) == 0 && text) {
            take(context, *name, (const uint8_t *)text, strlen(text));
        }
    }
    if (names) vips.strfreev(names);
}

static enum cvips_status inspect(
    struct cvips_input input, struct cvips_header *header, cvips_take_field take, void *context) {
    const char *loader = NULL;
    VipsSource *source = open_source(input, &loader);
    if (!source) return CVIPS_UNKNOWN_FORMAT;
    VipsImage *image = vips.image_new_from_source(
        source, options(input, 0).text, "access", ACCESS_SEQUENTIAL, NULL);
    if (image) {
        header->width = vips.image_get_width(image);
        header->height = vips.image_get_height(image);
        header->pages = vips.image_get_n_pages(image);
        header->is_turned = vips.image_get_orientation(image) > 4;
        header->is_drawing = is_drawing(loader);
        size_t length = 0;
        for (const char *c = loader + sizeof loader_prefix - 1; *c && length < sizeof header->format - 1; c++) {
            if (length > 0 && *c >= 'A' && *c <= 'Z') break;
            header->format[length++] = *c;
        }
        if (take) take_fields(image, take, context);
        vips.object_unref(image);
    }
    vips.object_unref(source);
    return image ? CVIPS_OK : CVIPS_BROKEN;
}

// Takes the pixels of `image` and lets go of it.
static enum cvips_status take_pixels(VipsImage *image, struct cvips_picture *picture) {
    enum cvips_status status = CVIPS_BROKEN;
    size_t size = 0;
    if ((picture->data = vips.image_write_to_memory(image, &size))) {
        picture->width = vips.image_get_width(image);
        picture->height = vips.image_get_height(image);
        size_t expected = (size_t)picture->width * picture->height * picture->channels * picture->bytes_per_value;
        if (size == expected) {
            status = CVIPS_OK;
        } else {
            cvips_free(picture);
        }
    }
    vips.object_unref(image);
    return status;
}

static enum cvips_status decode(struct cvips_input input, int64_t pixel_limit, struct cvips_picture *picture) {
    const char *loader = NULL;
    VipsSource *source = open_source(input, &loader);
    if (!source) return CVIPS_UNKNOWN_FORMAT;
    // Reads the header only.
    VipsImage *image = vips.image_new_from_source(source, options(input, 1).text, NULL);
    vips.object_unref(source);
    if (!image) return CVIPS_BROKEN;
    picture->width = vips.image_get_width(image);
    picture->height = vips.image_get_height(image);
    VipsImage *upright = NULL;
    enum cvips_status status = CVIPS_BROKEN;
    if ((int64_t)picture->width * picture->height > pixel_limit) {
        status = CVIPS_TOO_LARGE;
    } else if (vips.autorot(image, &upright, NULL) == 0) {
        replace(&image, upright);
        apply_profile(&image);
        if (simplify(&image, picture) == 0) return take_pixels(image, picture);
    }
    vips.object_unref(image);
    return status;
}

enum cvips_status cvips_inspect(
    struct cvips_input input, struct cvips_header *header, cvips_take_field take, void *context, char *message,
    size_t message_size) {
    memset(header, 0, sizeof *header);
    message[0] = 0;
    pthread_once(&once, load);
    if (!is_loaded) return CVIPS_MISSING;
    enum cvips_status status = inspect(input, header, take, context);
    if (status == CVIPS_BROKEN) snprintf(message, message_size, "%s", vips.error_buffer());
    vips.error_clear();
    return status;
}

enum cvips_status cvips_decode(
    struct cvips_input input, int64_t pixel_limit, struct cvips_picture *picture, char *message,
    size_t message_size) {
    memset(picture, 0, sizeof *picture);
    message[0] = 0;
    pthread_once(&once, load);
    if (!is_loaded) return CVIPS_MISSING;
    enum cvips_status status = decode(input, pixel_limit, picture);
    if (status == CVIPS_BROKEN) snprintf(message, message_size, "%s", vips.error_buffer());
    vips.error_clear();
    return status;
}

// Lays pixels with opacity on white, in their own place.
static void flatten(struct cvips_picture *picture) {
    if (picture->channels != 4) return;
    size_t count = (size_t)picture->width * picture->height;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *from = picture->data + i * 4;
        unsigned alpha = from[3];
        for (int channel = 0; channel < 3; channel++) {
            picture->data[i * 3 + channel] = (from[channel] * alpha + 255 * (255 - alpha) + 127) / 255;
        }
    }
    picture->channels = 3;
}

// Red, green and blue on white of whatever `image` holds; lets go of it.
static enum cvips_status take_colours(VipsImage *image, struct cvips_picture *picture) {
    VipsImage *converted = NULL;
    if (vips.colourspace(image, &converted, MEANS_SRGB, NULL) == 0) {
        replace(&image, converted);
        converted = NULL;
        if (vips.cast(image, &converted, FORMAT_UCHAR, NULL) == 0) {
            replace(&image, converted);
            picture->kind = CVIPS_COLOUR;
            picture->bytes_per_value = 1;
            picture->channels = vips.image_get_bands(image);
            if (picture->channels == 3 || picture->channels == 4) {
                enum cvips_status status = take_pixels(image, picture);
                if (status == CVIPS_OK) flatten(picture);
                return status;
            }
        }
    }
    vips.object_unref(image);
    return CVIPS_BROKEN;
}

// Whether a profile says that the colours are others than sRGB's.
static int needs_profile(struct cvips_input input) {
    const char *loader = NULL;
    VipsSource *source = open_source(input, &loader);
    if (!source) return 0;
    VipsImage *image = vips.image_new_from_source(
        source, options(input, 0).text, "access", ACCESS_SEQUENTIAL, NULL);
    vips.object_unref(source);
    if (!image) return 0;
    const char *const name = "icc-profile-data";
    const void *profile;
    size_t size;
    int needs = vips.image_get_typeof(image, name) != 0 && vips.image_get_blob(image, name, &profile, &size) == 0
                && vips.image_get_bands(image) >= 3 && !is_srgb(profile, size);
    vips.object_unref(image);
    return needs;
}

static enum cvips_status view(struct cvips_input input, int32_t longest, struct cvips_picture *picture) {
    struct options text = options(input, 1);
    // A profile that cannot be used is passed over, as viewers do: the second try leaves it.
    for (int try = needs_profile(input) ? 0 : 1; try < 2; try++) {
        const char *loader = NULL;
        VipsSource *source = open_source(input, &loader);
        if (!source) return CVIPS_UNKNOWN_FORMAT;
        int size = is_drawing(loader) ? SIZE_BOTH : SIZE_DOWN;
        VipsImage *image = NULL;
        int failed = try == 0 ? vips.thumbnail_source(source, &image, longest, "height", longest, "size", size,
                                    "option_string", text.text, "fail_on", FAIL_ON_ERROR, "export_profile", "srgb", NULL)
                              : vips.thumbnail_source(source, &image, longest, "height", longest, "size", size,
                                    "option_string", text.text, "fail_on", FAIL_ON_ERROR, NULL);
        vips.object_unref(source);
        if (!failed && take_colours(image, picture) == CVIPS_OK) return CVIPS_OK;
        if (try == 0) vips.error_clear();
    }
    return CVIPS_BROKEN;
}

enum cvips_status cvips_view(
    struct cvips_input input, int32_t longest, struct cvips_picture *picture, char *message, size_t message_size) {
    memset(picture, 0, sizeof *picture);
    message[0] = 0;
    pthread_once(&once, load);
    if (!is_loaded) return CVIPS_MISSING;
    enum cvips_status status = view(input, longest, picture);
    if (status == CVIPS_BROKEN) snprintf(message, message_size, "%s", vips.error_buffer());
    vips.error_clear();
    return status;
}

// Pixels in memory as an image, which reads them where they are.
static VipsImage *wrap(const uint8_t *pixels, int32_t width, int32_t height) {
    size_t size = (size_t)width * height * 3;
    VipsImage *plain = vips.image_new_from_memory(pixels, size, width, height, 3, FORMAT_UCHAR);
    if (!plain) return NULL;
    VipsImage *image = NULL;
    int failed = vips.copy(plain, &image, "interpretation", MEANS_SRGB, NULL);
    vips.object_unref(plain);
    return failed ? NULL : image;
}

enum cvips_status cvips_resize(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t longest, struct cvips_picture *picture) {
    memset(picture, 0, sizeof *picture);
    pthread_once(&once, load);
    if (!is_loaded) return CVIPS_MISSING;
    enum cvips_status status = CVIPS_BROKEN;
    VipsImage *image = wrap(pixels, width, height);
    VipsImage *resized = NULL;
    if (image && vips.thumbnail_image(image, &resized, longest, "height", longest, "size", SIZE_BOTH, NULL) == 0) {
        status = take_colours(resized, picture);
    }
    if (image) vips.object_unref(image);
    vips.error_clear();
    return status;
}

enum cvips_status cvips_jpeg(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t quality, struct cvips_picture *picture) {
    memset(picture, 0, sizeof *picture);
    pthread_once(&once, load);
    if (!is_loaded) return CVIPS_MISSING;
    enum cvips_status status = CVIPS_BROKEN;
    VipsImage *image = wrap(pixels, width, height);
    void *bytes = NULL;
    size_t count = 0;
    if (image && vips.jpegsave_buffer(image, &bytes, &count, "Q", quality, "strip", 1, NULL) == 0 && bytes) {
        picture->data = bytes;
        picture->width = (int32_t)count;
        status = CVIPS_OK;
    }
    if (image) vips.object_unref(image);
    vips.error_clear();
    return status;
}

void cvips_free(struct cvips_picture *picture) {
    if (picture->data) vips.free(picture->data);
    picture->data = NULL;
}
