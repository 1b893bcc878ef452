int nearest_kernels_placeholder(void);
