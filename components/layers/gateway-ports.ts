/** Port of the gateway's one mutual-TLS listener; ≥ 1024, so that the proxy needs no privilege. */
export const GATEWAY_PORT = 8443;

/** Port where the kubelet asks a proxy whether it is ready. */
export const HEALTH_PORT = 15021;
