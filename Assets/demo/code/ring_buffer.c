/* One thread writes samples, another reads them, and neither ever waits.
 *
 * The sound card's callback may not block: a lock held for a millisecond too long is a click that the whole
 * hall hears. So the producer owns `head`, the consumer owns `tail`, each only reads the other's, and the
 * capacity is a power of two so that the position wraps with a mask. */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { CAPACITY = 1 << 14 };

struct ring {
    float samples[CAPACITY];
    _Atomic size_t head; /* next place to write */
    _Atomic size_t tail; /* next place to read */
};

/* False when the reader has fallen behind; the caller drops the sample and counts the overrun. */
bool ring_push(struct ring *ring, float sample) {
    size_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    if (head - atomic_load_explicit(&ring->tail, memory_order_acquire) == CAPACITY) return false;
    ring->samples[head & (CAPACITY - 1)] = sample;
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
    return true;
}

/* False when there is nothing yet; the caller plays silence. */
bool ring_pop(struct ring *ring, float *sample) {
    size_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    if (atomic_load_explicit(&ring->head, memory_order_acquire) == tail) return false;
    *sample = ring->samples[tail & (CAPACITY - 1)];
    atomic_store_explicit(&ring->tail, tail + 1, memory_order_release);
    return true;
}
