int nearest_kernels_placeholder(void){return 0;}
