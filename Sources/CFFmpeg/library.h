#ifndef CFF_LIBRARY_H
#define CFF_LIBRARY_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
#include <stdbool.h>

// Where a stream keeps what belongs to all of its frames: version 6.1 moved it.
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
#define CFF_SIDE_DATA(X) X(avcodec, av_packet_side_data_get)
#else
#define CFF_SIDE_DATA(X) X(avformat, av_stream_get_side_data)
#endif

// FFmpeg's functions, by the library that holds each. They are looked up when the first recording is opened and
// not when the program starts: the libraries bring a hundred others with them, which take a seventh of a second.
#define CFF_FUNCTIONS(X)                                                                                    \
    X(avcodec, av_packet_alloc) X(avcodec, av_packet_free) X(avcodec, av_packet_unref)                      \
    X(avcodec, avcodec_decode_subtitle2) X(avcodec, avcodec_descriptor_get) X(avcodec, avcodec_find_decoder) \
    X(avcodec, avcodec_find_encoder) X(avcodec, avcodec_get_name) X(avcodec, avcodec_receive_packet)        \
    X(avcodec, avcodec_send_frame) X(avcodec, avsubtitle_free)                                              \
    X(avcodec, avcodec_alloc_context3) X(avcodec, avcodec_flush_buffers) X(avcodec, avcodec_free_context)   \
    X(avcodec, avcodec_open2) X(avcodec, avcodec_parameters_to_context) X(avcodec, avcodec_receive_frame)   \
    X(avcodec, avcodec_send_packet)                                                                         \
    X(avformat, av_find_best_stream) X(avformat, av_read_frame) X(avformat, av_seek_frame)                  \
    X(avformat, avformat_alloc_context) X(avformat, avformat_close_input)                                   \
    X(avformat, avformat_find_stream_info) X(avformat, avformat_open_input) X(avformat, avio_alloc_context) \
    X(avformat, avio_context_free)                                                                          \
    X(avutil, av_channel_layout_compare) X(avutil, av_channel_layout_copy)                                  \
    X(avutil, av_channel_layout_default) X(avutil, av_channel_layout_uninit) X(avutil, av_frame_alloc)      \
    X(avutil, av_dict_free) X(avutil, av_dict_get) X(avutil, av_dict_set_int) X(avutil, av_frame_get_buffer) \
    X(avutil, av_frame_free)                             \
    X(avutil, av_frame_get_side_data) X(avutil, av_frame_move_ref) X(avutil, av_frame_unref)                \
    X(avutil, av_free) X(avutil, av_freep) X(avutil, av_log_set_level) X(avutil, av_malloc) X(avutil, av_mallocz)  \
    X(avutil, av_opt_set_double) X(avutil, av_realloc_array)                                                \
    X(swresample, swr_alloc_set_opts2) X(swresample, swr_convert) X(swresample, swr_free)                   \
    X(swresample, swr_get_out_samples) X(swresample, swr_init)                                              \
    X(swscale, sws_freeContext) X(swscale, sws_getContext) X(swscale, sws_getCoefficients)                  \
    X(swscale, sws_isSupportedInput) X(swscale, sws_scale) X(swscale, sws_setColorspaceDetails)             \
    CFF_SIDE_DATA(X)

#define CFF_MEMBER(library, name) __typeof__(name) *name;
struct cff_library {
    CFF_FUNCTIONS(CFF_MEMBER)
};
#undef CFF_MEMBER

extern struct cff_library ff;

// Whether the libraries are there, in the version whose headers this was built with. Any thread may call it.
bool cff_library_load(void);

#endif
