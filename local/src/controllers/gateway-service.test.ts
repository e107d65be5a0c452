import { describe, expect, it } from "vitest";
import { gatewayProblem, gatewayService, type IstioGateway, OWNER_LABEL } from "./gateway-service";

function gateway(spec: IstioGateway["spec"], namespace = "istio-system"): IstioGateway {
    return {
        apiVersion: "istio.alibabacloud.com/v1beta1",
        kind: "IstioGateway",
        metadata: { name: "eg-a", namespace },
        ...(spec === undefined ? {} : { spec }),
    };
}

const ports = [{ name: "https-eg", port: 8443, targetPort: 8443, protocol: "HTTPS" }];

describe("the Service of a gateway", () => {
    it("has the gateway's ports and type, and selects by its name", () => {
        expect(gatewayService(gateway({ ports, serviceType: "ClusterIP" }))).toMatchInlineSnapshot(`
          {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {
              "labels": {
                "asm-egress.local/gateway": "eg-a",
                "istio": "eg-a",
              },
              "name": "istio-eg-a",
              "namespace": "istio-system",
            },
            "spec": {
              "ports": [
                {
                  "name": "https-eg",
                  "port": 8443,
                  "protocol": "TCP",
                  "targetPort": 8443,
                },
              ],
              "selector": {
                "istio": "eg-a",
              },
              "type": "ClusterIP",
            },
          }
        `);
    });
    it("is a load balancer unless said otherwise, as in ASM", () => {
        expect(gatewayService(gateway({ ports })).spec).toMatchObject({ type: "LoadBalancer" });
    });
    it.each([
        ["HTTP", "TCP"],
        ["HTTP2", "TCP"],
        ["TCP", "TCP"],
        ["UDP", "UDP"],
    ])("a %s port is %s to Kubernetes", (protocol, expected) => {
        const { spec } = gatewayService(gateway({ ports: [{ port: 80, protocol }] }));
        expect(spec).toMatchObject({ ports: [{ protocol: expected, port: 80, targetPort: 80 }] });
    });
    it("two ports without names get different ones, which Kubernetes insists on", () => {
        const { spec } = gatewayService(gateway({ ports: [{ port: 80 }, { port: 81, protocol: "HTTPS" }] }));
        expect(spec).toMatchObject({ ports: [{ name: "tcp-80" }, { name: "https-81" }] });
    });
    it("a user's label cannot take over the mark of ownership", () => {
        const { metadata } = gatewayService(gateway({ ports, serviceLabels: { [OWNER_LABEL]: "other", a: "b" } }));
        expect(metadata.labels).toMatchObject({ [OWNER_LABEL]: "eg-a", a: "b" });
    });
    it("has no external traffic policy when nobody outside can reach it", () => {
        const spec = { ports, externalTrafficPolicy: "Local" };
        expect(gatewayService(gateway({ ...spec, serviceType: "ClusterIP" })).spec).not.toHaveProperty(
            "externalTrafficPolicy",
        );
        expect(gatewayService(gateway({ ...spec, serviceType: "NodePort" })).spec).toHaveProperty(
            "externalTrafficPolicy",
        );
    });
});

describe("what keeps a gateway from running", () => {
    it("nothing, in istio-system with a port", () => {
        expect(gatewayProblem(gateway({ ports }))).toBeUndefined();
    });
    it("another namespace", () => {
        expect(gatewayProblem(gateway({ ports }, "shop"))).toContain("must be in namespace istio-system; in shop");
    });
    it.each([undefined, {}, { ports: [] }])("no ports: %j", (spec) => {
        expect(gatewayProblem(gateway(spec))).toContain("spec.ports is empty");
    });
});
