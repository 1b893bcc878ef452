#define _GNU_SOURCE
#include "COpenVINO.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __aarch64__
#include <sys/auxv.h>
#endif

#include "openvino/c/openvino.h"

// Every function of OpenVINO that is called here, with the type that its own header gives it.
#define EACH_FUNCTION(X)                        \
    X(ov_get_last_err_msg)                      \
    X(ov_get_error_info)                        \
    X(ov_get_openvino_version)                  \
    X(ov_version_free)                          \
    X(ov_free)                                  \
    X(ov_core_create)                           \
    X(ov_core_free)                             \
    X(ov_core_get_property)                     \
    X(ov_core_set_properties)                   \
    X(ov_core_compile_model_from_file_props)    \
    X(ov_compiled_model_get_property)           \
    X(ov_compiled_model_create_infer_request)   \
    X(ov_compiled_model_free)                   \
    X(ov_compiled_model_inputs_size)            \
    X(ov_compiled_model_outputs_size)           \
    X(ov_compiled_model_input_by_index)         \
    X(ov_compiled_model_input_by_name)          \
    X(ov_compiled_model_output_by_index)        \
    X(ov_compiled_model_output_by_name)         \
    X(ov_port_get_any_name)                     \
    X(ov_port_get_element_type)                 \
    X(ov_port_get_partial_shape)                \
    X(ov_output_const_port_free)                \
    X(ov_partial_shape_free)                    \
    X(ov_infer_request_free)                    \
    X(ov_infer_request_infer)                   \
    X(ov_infer_request_set_tensor)              \
    X(ov_infer_request_get_tensor)              \
    X(ov_infer_request_set_input_tensor_by_index)  \
    X(ov_infer_request_get_output_tensor_by_index) \
    X(ov_tensor_create_from_host_ptr)           \
    X(ov_tensor_get_shape)                      \
    X(ov_tensor_get_element_type)               \
    X(ov_tensor_get_size)                       \
    X(ov_tensor_data)                           \
    X(ov_tensor_free)                           \
    X(ov_shape_free)

#define DECLARE(name) __typeof__(name) *name;
static struct {
    EACH_FUNCTION(DECLARE)
} ov;

static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static int is_open;
static char open_error[1024];

static const char *bind(void *library) {
#define RESOLVE(name)                                                                        \
    ov.name = (__typeof__(name) *)dlsym(library, #name);                                     \
    if (!ov.name) {                                                                          \
        snprintf(open_error, sizeof open_error, "it has no function %s", #name);             \
        return open_error;                                                                   \
    }
    EACH_FUNCTION(RESOLVE)
    return NULL;
}

const char *cov_open(const char *path) {
    const char *problem = NULL;
    pthread_mutex_lock(&opening);
    if (!is_open) {
        void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (!library) {
            const char *reason = dlerror();
            snprintf(open_error, sizeof open_error, "%s", reason ? reason : "dlopen failed");
            problem = open_error;
        } else {
            problem = bind(library);
            // A library that lacks a function is closed again; a bound one stays for the life of the process.
            if (problem) dlclose(library);
            else is_open = 1;
        }
    }
    pthread_mutex_unlock(&opening);
    return problem;
}

static _Thread_local char last_error[4096];

// Keeps OpenVINO's words about a failure, since its own buffer is gone with its next call on this thread.
static int checked(ov_status_e status) {
    if (status == OK) return 0;
    const char *message = ov.ov_get_last_err_msg();
    if (!message || !*message) message = ov.ov_get_error_info(status);
    snprintf(last_error, sizeof last_error, "%s", message ? message : "unknown failure");
    return status;
}

const char *cov_last_error(void) {
    return last_error;
}

char *cov_version(void) {
    ov_version_t version;
    if (ov.ov_get_openvino_version(&version) != OK) return NULL;
    char *copy = version.buildNumber ? strdup(version.buildNumber) : NULL;
    ov.ov_version_free(&version);
    return copy;
}

int cov_core_create(cov_core **core) {
    return checked(ov.ov_core_create(core));
}

void cov_core_free(cov_core *core) {
    ov.ov_core_free(core);
}

int cov_core_property(const cov_core *core, const char *device, const char *key, char **value) {
    return checked(ov.ov_core_get_property(core, device, key, value));
}

int cov_core_set_property(const cov_core *core, const char *device, const char *key, const char *value) {
    ov_property_t property = {key, value};
    return checked(ov.ov_core_set_properties(core, device, 1, &property));
}

void cov_string_free(const char *string) {
    ov.ov_free(string);
}

int cov_compile(const cov_core *core, const char *path, const char *device, size_t count,
                const char *const *keys, const char *const *values, cov_compiled_model **compiled) {
    ov_property_t properties[16];
    if (count > sizeof properties / sizeof *properties) {
        snprintf(last_error, sizeof last_error, "more properties than the shim passes on");
        return PARAMETER_MISMATCH;
    }
    for (size_t i = 0; i < count; i++) {
        properties[i].key = keys[i];
        properties[i].value = values[i];
    }
    return checked(ov.ov_core_compile_model_from_file_props(core, path, device, count, properties, compiled));
}

int cov_compiled_property(const cov_compiled_model *compiled, const char *key, char **value) {
    return checked(ov.ov_compiled_model_get_property(compiled, key, value));
}

void cov_compiled_free(cov_compiled_model *compiled) {
    ov.ov_compiled_model_free(compiled);
}

int cov_compiled_port_count(const cov_compiled_model *compiled, int is_output, size_t *count) {
    return checked(is_output ? ov.ov_compiled_model_outputs_size(compiled, count)
                             : ov.ov_compiled_model_inputs_size(compiled, count));
}

static cov_element element_of(ov_element_type_e type) {
    switch (type) {
    case F32: return COV_F32;
    case I64: return COV_I64;
    case I32: return COV_I32;
    case U8: return COV_U8;
    case I8: return COV_I8;
    case F16: return COV_F16;
    case BF16: return COV_BF16;
    case F64: return COV_F64;
    case BOOLEAN: return COV_BOOL;
    default: return COV_OTHER;
    }
}

static int describe(const ov_output_const_port_t *source, cov_port *port) {
    ov_element_type_e type;
    int status = checked(ov.ov_port_get_element_type(source, &type));
    if (status != 0) return status;
    ov_partial_shape_t shape;
    status = checked(ov.ov_port_get_partial_shape(source, &shape));
    if (status != 0) return status;
    port->element = element_of(type);
    port->rank = shape.rank.min == shape.rank.max ? shape.rank.max : -1;
    for (int64_t i = 0; i < port->rank && i < COV_LARGEST_RANK; i++) {
        ov_dimension_t side = shape.dims[i];
        port->dimensions[i] = side.min == side.max ? side.max : -1;
    }
    ov.ov_partial_shape_free(&shape);
    if (port->rank > COV_LARGEST_RANK) {
        snprintf(last_error, sizeof last_error, "a port has more dimensions than the shim passes on");
        return PARAMETER_MISMATCH;
    }
    // Networks that were converted from PyTorch may have ports without names.
    if (ov.ov_port_get_any_name(source, &port->name) != OK) port->name = NULL;
    return 0;
}

int cov_compiled_port(const cov_compiled_model *compiled, int is_output, const char *name, size_t index,
                      cov_port *port) {
    ov_output_const_port_t *source = NULL;
    int status;
    if (is_output)
        status = checked(name ? ov.ov_compiled_model_output_by_name(compiled, name, &source)
                              : ov.ov_compiled_model_output_by_index(compiled, index, &source));
    else
        status = checked(name ? ov.ov_compiled_model_input_by_name(compiled, name, &source)
                              : ov.ov_compiled_model_input_by_index(compiled, index, &source));
    if (status != 0) return status;
    status = describe(source, port);
    ov.ov_output_const_port_free(source);
    return status;
}

int cov_request_create(const cov_compiled_model *compiled, cov_request **request) {
    return checked(ov.ov_compiled_model_create_infer_request(compiled, request));
}

void cov_request_free(cov_request *request) {
    ov.ov_infer_request_free(request);
}

int cov_request_infer(cov_request *request) {
    return checked(ov.ov_infer_request_infer(request));
}

static ov_element_type_e element_type(cov_element element) {
    switch (element) {
    case COV_F32: return F32;
    case COV_I64: return I64;
    case COV_I32: return I32;
    case COV_U8: return U8;
    case COV_I8: return I8;
    case COV_F16: return F16;
    case COV_BF16: return BF16;
    case COV_F64: return F64;
    case COV_BOOL: return BOOLEAN;
    case COV_OTHER: break;
    }
    return DYNAMIC;
}

int cov_request_set_input(cov_request *request, const char *name, size_t index, cov_element element, int64_t rank,
                          const int64_t *dimensions, const void *data) {
    // OpenVINO's types are not const although it only reads the shape and an input's data.
    ov_shape_t shape = {rank, (int64_t *)dimensions};
    ov_tensor_t *tensor = NULL;
    int status =
        checked(ov.ov_tensor_create_from_host_ptr(element_type(element), shape, (void *)data, &tensor));
    if (status != 0) return status;
    status = checked(name ? ov.ov_infer_request_set_tensor(request, name, tensor)
                          : ov.ov_infer_request_set_input_tensor_by_index(request, index, tensor));
    ov.ov_tensor_free(tensor);
    return status;
}

int cov_request_output(const cov_request *request, const char *name, size_t index, cov_tensor **tensor) {
    return checked(name ? ov.ov_infer_request_get_tensor(request, name, tensor)
                        : ov.ov_infer_request_get_output_tensor_by_index(request, index, tensor));
}

void cov_tensor_free(cov_tensor *tensor) {
    ov.ov_tensor_free(tensor);
}

int cov_tensor_shape(const cov_tensor *tensor, int64_t *dimensions, int64_t capacity, int64_t *rank) {
    ov_shape_t shape;
    int status = checked(ov.ov_tensor_get_shape(tensor, &shape));
    if (status != 0) return status;
    *rank = shape.rank;
    for (int64_t i = 0; i < shape.rank && i < capacity; i++) dimensions[i] = shape.dims[i];
    ov.ov_shape_free(&shape);
    return 0;
}

int cov_tensor_values(const cov_tensor *tensor, cov_element *element, const void **values, size_t *count) {
    ov_element_type_e type;
    int status = checked(ov.ov_tensor_get_element_type(tensor, &type));
    if (status != 0) return status;
    *element = element_of(type);
    status = checked(ov.ov_tensor_get_size(tensor, count));
    if (status != 0) return status;
    void *data = NULL;
    status = checked(ov.ov_tensor_data(tensor, &data));
    *values = data;
    return status;
}

int cov_processor_has_bf16(void) {
#if defined(__x86_64__)
    // Every processor with AMX's bf16 tiles has these instructions too.
    return __builtin_cpu_supports("avx512bf16") != 0;
#elif defined(__aarch64__) && defined(HWCAP2_BF16)
    return (getauxval(AT_HWCAP2) & HWCAP2_BF16) != 0;
#else
    return 0;
#endif
}
