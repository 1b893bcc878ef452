#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

struct cff_library ff;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded;

// Structures are only laid out alike in libraries of the same major version.
#define FILE_NAME(name, version) "lib" name ".so." AV_STRINGIFY(version)

static void load(void) {
    void *avutil = dlopen(FILE_NAME("avutil", LIBAVUTIL_VERSION_MAJOR), RTLD_LAZY | RTLD_LOCAL);
    void *swresample = dlopen(FILE_NAME("swresample", LIBSWRESAMPLE_VERSION_MAJOR), RTLD_LAZY | RTLD_LOCAL);
    void *avcodec = dlopen(FILE_NAME("avcodec", LIBAVCODEC_VERSION_MAJOR), RTLD_LAZY | RTLD_LOCAL);
    void *avformat = dlopen(FILE_NAME("avformat", LIBAVFORMAT_VERSION_MAJOR), RTLD_LAZY | RTLD_LOCAL);
    void *swscale = dlopen(FILE_NAME("swscale", LIBSWSCALE_VERSION_MAJOR), RTLD_LAZY | RTLD_LOCAL);
    if (!avutil || !swresample || !swscale || !avcodec || !avformat) return;
    void *symbol;
#define CFF_LOOK_UP(library, name)                                                                                 \
    if (!(symbol = dlsym(library, #name))) return;                                                                 \
    memcpy(&ff.name, &symbol, sizeof symbol);
    CFF_FUNCTIONS(CFF_LOOK_UP)
#undef CFF_LOOK_UP
    is_loaded = true;
}

bool cff_library_load(void) {
    pthread_once(&once, load);
    return is_loaded;
}
