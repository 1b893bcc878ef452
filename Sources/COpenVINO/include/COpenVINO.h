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

// Element types of tensors. COV_OTHER stands for all that no tensor here can have.
typedef enum {
    COV_F32, COV_I64, COV_I32, COV_U8, COV_I8, COV_F16, COV_BF16, COV_F64, COV_BOOL, COV_OTHER
} cov_element;

// The most dimensions of a port or tensor that this shim passes on.
#define COV_LARGEST_RANK 8

// An input or output of a network, as the network declares it.
typedef struct {
    // To be freed with `cov_string_free`; NULL where the network gives none.
    char *name;
    cov_element element;
    // -1 where each run may choose it.
    int64_t rank;
    // -1 where each run may choose it.
    int64_t dimensions[COV_LARGEST_RANK];
} cov_port;

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

int cov_compiled_port_count(const cov_compiled_model *compiled, int is_output, size_t *count);

// Describes the port called `name`, or where that is NULL the one at `index`.
int cov_compiled_port(const cov_compiled_model *compiled, int is_output, const char *name, size_t index,
                      cov_port *port);

int cov_request_create(const cov_compiled_model *compiled, cov_request **request);
void cov_request_free(cov_request *request);

// Runs the network, blocking until it is done.
int cov_request_infer(cov_request *request);

// Makes the next runs read `data`, which must stay where it is until the last of them is done. Where `name` is
// NULL, `index` says which input is meant.
int cov_request_set_input(cov_request *request, const char *name, size_t index, cov_element element, int64_t rank,
                          const int64_t *dimensions, const void *data);

// The tensor after a run of the output called `name`, or where that is NULL of the one at `index`. It is freed with
// `cov_tensor_free`; its data belongs to the request and lives until the next run.
int cov_request_output(const cov_request *request, const char *name, size_t index, cov_tensor **tensor);
void cov_tensor_free(cov_tensor *tensor);

// Writes at most `capacity` dimensions; `rank` says how many there are.
int cov_tensor_shape(const cov_tensor *tensor, int64_t *dimensions, int64_t capacity, int64_t *rank);

// The numbers of a tensor, `count` of the type `element`.
int cov_tensor_values(const cov_tensor *tensor, cov_element *element, const void **values, size_t *count);

// 1 when the processor multiplies 16-bit brain floats in hardware. Needs no `cov_open`.
int cov_processor_has_bf16(void);

#endif
