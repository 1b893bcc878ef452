int nearest_openvino_placeholder(void){return 0;}
