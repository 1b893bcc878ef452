int nearest_openvino_placeholder(void);
