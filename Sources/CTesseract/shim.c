// The few calls of tesseract's C API that reading words needs. The library is loaded when the first picture is read,
// and only where it is: its declarations are repeated here, as its ABI (libtesseract.so.5) has them.

#include "CTesseract.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct TessBaseAPI TessBaseAPI;
typedef struct TessPageIterator TessPageIterator;
typedef struct TessResultIterator TessResultIterator;
typedef struct ETEXT_DESC ETEXT_DESC;

// TessPageIteratorLevel, TessPageSegMode
enum { LEVEL_PARAGRAPH = 1, LEVEL_LINE = 2, LEVEL_WORD = 3 };
enum { SEGMENT_AUTO = 3 };

static struct {
    TessBaseAPI *(*create)(void);
    void (*destroy)(TessBaseAPI *);
    int (*init)(TessBaseAPI *, const char *, const char *);
    int (*set_variable)(TessBaseAPI *, const char *, const char *);
    void (*set_mode)(TessBaseAPI *, int);
    void (*set_image)(TessBaseAPI *, const unsigned char *, int, int, int, int);
    void (*set_resolution)(TessBaseAPI *, int);
    int (*recognise)(TessBaseAPI *, ETEXT_DESC *);
    void (*clear)(TessBaseAPI *);
    void (*clear_adaptive)(TessBaseAPI *);
    ETEXT_DESC *(*monitor)(void);
    void (*monitor_delete)(ETEXT_DESC *);
    void (*monitor_deadline)(ETEXT_DESC *, int);
    TessResultIterator *(*iterator)(TessBaseAPI *);
    void (*iterator_delete)(TessResultIterator *);
    int (*next)(TessResultIterator *, int);
    const TessPageIterator *(*page)(const TessResultIterator *);
    int (*is_at_beginning)(const TessPageIterator *, int);
    char *(*text)(const TessResultIterator *, int);
    float (*confidence)(const TessResultIterator *, int);
    void (*delete_text)(const char *);
} tess;

struct ctess_engine {
    TessBaseAPI *api;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;

static void load(void) {
    // Its threads would only take turns with those that read other files.
    setenv("OMP_THREAD_LIMIT", "1", 0);
    void *library = dlopen("libtesseract.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    const struct {
        void *place;
        const char *name;
    } symbols[] = {
        {&tess.create, "TessBaseAPICreate"},
        {&tess.destroy, "TessBaseAPIDelete"},
        {&tess.init, "TessBaseAPIInit3"},
        {&tess.set_variable, "TessBaseAPISetVariable"},
        {&tess.set_mode, "TessBaseAPISetPageSegMode"},
        {&tess.set_image, "TessBaseAPISetImage"},
        {&tess.set_resolution, "TessBaseAPISetSourceResolution"},
        {&tess.recognise, "TessBaseAPIRecognize"},
        {&tess.clear, "TessBaseAPIClear"},
        {&tess.clear_adaptive, "TessBaseAPIClearAdaptiveClassifier"},
        {&tess.monitor, "TessMonitorCreate"},
        {&tess.monitor_delete, "TessMonitorDelete"},
        {&tess.monitor_deadline, "TessMonitorSetDeadlineMSecs"},
        {&tess.iterator, "TessBaseAPIGetIterator"},
        {&tess.iterator_delete, "TessResultIteratorDelete"},
        {&tess.next, "TessResultIteratorNext"},
        {&tess.page, "TessResultIteratorGetPageIteratorConst"},
        {&tess.is_at_beginning, "TessPageIteratorIsAtBeginningOf"},
        {&tess.text, "TessResultIteratorGetUTF8Text"},
        {&tess.confidence, "TessResultIteratorConfidence"},
        {&tess.delete_text, "TessDeleteText"},
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *symbol = dlsym(library, symbols[i].name);
        if (!symbol) return;
        memcpy(symbols[i].place, &symbol, sizeof symbol);
    }
    is_loaded = 1;
}

enum ctess_status ctess_open(const char *languages, ctess_engine **engine) {
    *engine = NULL;
    pthread_once(&once, load);
    if (!is_loaded) return CTESS_MISSING;
    TessBaseAPI *api = tess.create();
    if (!api) return CTESS_FAILED;
    // What it says of a picture is nothing that a user could act on.
    tess.set_variable(api, "debug_file", "/dev/null");
    if (tess.init(api, NULL, languages) != 0) {
        tess.destroy(api);
        return CTESS_NO_LANGUAGE;
    }
    tess.set_variable(api, "debug_file", "/dev/null");
    *engine = malloc(sizeof **engine);
    if (!*engine) {
        tess.destroy(api);
        return CTESS_FAILED;
    }
    (*engine)->api = api;
    return CTESS_OK;
}

void ctess_close(ctess_engine *engine) {
    tess.destroy(engine->api);
    free(engine);
}

static void take_words(TessResultIterator *words, ctess_take_word take, void *context) {
    do {
        char *text = tess.text(words, LEVEL_WORD);
        if (!text) continue;
        const TessPageIterator *page = tess.page(words);
        take(
            context, text, tess.confidence(words, LEVEL_WORD), tess.is_at_beginning(page, LEVEL_LINE),
            tess.is_at_beginning(page, LEVEL_PARAGRAPH));
        tess.delete_text(text);
    } while (tess.next(words, LEVEL_WORD));
}

enum ctess_status ctess_recognise(
    ctess_engine *engine, const uint8_t *grey, int32_t width, int32_t height, int32_t resolution,
    int32_t milliseconds, ctess_take_word take, void *context) {
    TessBaseAPI *api = engine->api;
    tess.set_mode(api, SEGMENT_AUTO);
    tess.set_image(api, grey, width, height, 1, width);
    tess.set_resolution(api, resolution);
    ETEXT_DESC *monitor = tess.monitor();
    if (!monitor) return CTESS_FAILED;
    tess.monitor_deadline(monitor, milliseconds);
    int failed = tess.recognise(api, monitor) != 0;
    tess.monitor_delete(monitor);
    TessResultIterator *words = tess.iterator(api);
    if (words) {
        take_words(words, take, context);
        tess.iterator_delete(words);
    }
    // What was learnt of one picture's letters must not change how the next is read.
    tess.clear_adaptive(api);
    tess.clear(api);
    return failed ? CTESS_OUT_OF_TIME : CTESS_OK;
}
