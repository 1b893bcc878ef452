#ifndef COPENVINO_H
#define COPENVINO_H

#include <stddef.h>
#include <stdint.h>

// OpenVINO's C API, bound when it is first needed.
//
// The library is opened with dlopen, so a command that runs no network neither loads nor needs it, and this
// header needs none of OpenVINO's own. Handles are OpenVINO's; every function returns 0 or a negative status,
// whose text `cov_last_error` has on the same thread. Nothing but `cov_open` may be called before `cov_open`
// returned NULL.

typedef struct ov_core cov_core;
typedef struct ov_model cov_model;
typedef struct ov_compiled_model cov_compiled_model;
typedef struct ov_infer_request cov_request;
typedef struct ov_tensor cov_tensor;

// Element types of tensors.
typedef enum { COV_F32, COV_I64, COV_I32, COV_U8 } cov_element;

// Opens the library at `path` and binds its functions. NULL when that worked or was done before; otherwise what
// went wrong, in memory that stays valid until the next call.
const char *cov_open(const char *path);

// The text of the last failure on this thread; never NULL.
const char *cov_last_error(void);

// The library's build number, such as "2026.4.1-…"; to be freed with free(). NULL when it does not say.
char *cov_version(void);

int cov_core_create(cov_core **core);
void cov_core_free(cov_core *core);

// A device's property as text, to be freed with `cov_string_free`.
int cov_core_property(const cov_core *core, const char *device, const char *key, char **value);
int cov_core_set_property(const cov_core *core, const char *device, const char *key, const char *value);
void cov_string_free(const char *string);

// Compiles the model file at `path`, or takes it from the cache folder that the properties name.
// `keys` and `values` hold `count` strings each.
int cov_compile(const cov_core *core, const char *path, const char *device, size_t count,
                const char *const *keys, const char *const *values, cov_compiled_model **compiled);
int cov_compiled_property(const cov_compiled_model *compiled, const char *key, char **value);
void cov_compiled_free(cov_compiled_model *compiled);

int cov_request_create(const cov_compiled_model *compiled, cov_request **request);
void cov_request_free(cov_request *request);

// Runs the network, blocking until it is done.
int cov_request_infer(cov_request *request);

// Makes the next runs read `data`, which must stay where it is until the last of them is done.
int cov_request_set_input(cov_request *request, const char *name, cov_element element, int64_t rank,
                          const int64_t *dimensions, const void *data);

// The output's tensor after a run. It is freed with `cov_tensor_free`; its data belongs to the request and
// lives until the next run.
int cov_request_output(const cov_request *request, const char *name, cov_tensor **tensor);
void cov_tensor_free(cov_tensor *tensor);

// Writes at most `capacity` dimensions; `rank` says how many there are.
int cov_tensor_shape(const cov_tensor *tensor, int64_t *dimensions, int64_t capacity, int64_t *rank);

// The values of a tensor of 32-bit floats; a failure for any other element type.
int cov_tensor_floats(const cov_tensor *tensor, const float **values, size_t *count);

// 1 when the processor multiplies 16-bit brain floats in hardware. Needs no `cov_open`.
int cov_processor_has_bf16(void);

#endif
