/** Port of the mesh control plane for configuration and certificates over mutual TLS; a sidecar asks for nothing else. */
export const XDS_PORT = 15012;
