// CRC-32C, the checksum that processors have an instruction for (RFC 3720, appendix B.4).

#include "CVectorKernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#define ACCELERATED __attribute__((target("sse4.2")))
#define STEP8(crc, word) _mm_crc32_u64(crc, word)
#define STEP1(crc, byte) _mm_crc32_u8((uint32_t)(crc), byte)
#elif defined(__aarch64__) && defined(__linux__)
#include <arm_acle.h>
#include <sys/auxv.h>
#define ACCELERATED __attribute__((target("+crc")))
#define STEP8(crc, word) __crc32cd((uint32_t)(crc), word)
#define STEP1(crc, byte) __crc32cb((uint32_t)(crc), byte)
#endif

/// The reversed Castagnoli polynomial.
static const uint32_t polynomial = 0x82F63B78;

uint32_t cvk_crc32c_portable(uint32_t crc, const void *bytes, size_t count) {
    // Four bits a step: the table is small enough to be made on the spot, and only headers and odd
    // processors come here.
    uint32_t table[16];
    for (uint32_t nibble = 0; nibble < 16; nibble++) {
        uint32_t value = nibble;
        for (int bit = 0; bit < 4; bit++) value = (value >> 1) ^ (value & 1 ? polynomial : 0);
        table[nibble] = value;
    }
    const uint8_t *byte = bytes;
    crc = ~crc;
    for (size_t i = 0; i < count; i++) {
        crc ^= byte[i];
        crc = (crc >> 4) ^ table[crc & 15];
        crc = (crc >> 4) ^ table[crc & 15];
    }
    return ~crc;
}

#if defined(ACCELERATED)
ACCELERATED static uint32_t accelerated(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *byte = bytes;
    uint64_t state = (uint32_t)~crc;
    for (; count >= 8; count -= 8, byte += 8) {
        uint64_t word;
        memcpy(&word, byte, 8);
        state = STEP8(state, word);
    }
    for (; count; count--, byte++) state = STEP1(state, *byte);
    return ~(uint32_t)state;
}
#endif

int cvk_crc32c_is_accelerated(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("sse4.2") != 0;
#elif defined(ACCELERATED)
    return (getauxval(AT_HWCAP) & (1 << 7)) != 0;  // HWCAP_CRC32
#else
    return 0;
#endif
}

uint32_t cvk_crc32c(uint32_t crc, const void *bytes, size_t count) {
#if defined(ACCELERATED)
    if (cvk_crc32c_is_accelerated()) return accelerated(crc, bytes, count);
#endif
    return cvk_crc32c_portable(crc, bytes, count);
}
