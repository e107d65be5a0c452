import { type ExternalService, PortProtocol, TlsMode } from "../args";
import type { FindingCollector, Located } from "../finding-collector";
import { PortSpec } from "../port-spec";
import { namesAreUnique } from "../rules/unique-names";
import { originates } from "../wire";

/** The ports as far as they could be read; without any written, the one that the TLS mode is about. */
export function readPorts(path: string, service: ExternalService, findings: FindingCollector): Located<PortSpec>[] {
    const mode = service.tls?.mode ?? TlsMode.Originate;
    if (service.ports === undefined) {
        return [{ path: `${path}.ports`, value: defaultPort(mode) }];
    }
    const ports = service.ports.flatMap(({ number, workloadPort, protocol }, index): Located<PortSpec>[] => {
        const at = `${path}.ports[${index}]`;
        const same = protocol === PortProtocol.Tcp || !originates(mode) ? number : undefined;
        const parsed = PortSpec.parse(number, workloadPort ?? same, protocol);
        const value = findings.take(at, { number, workloadPort }, parsed);
        if (value !== undefined && value.protocol !== PortProtocol.Http && value.protocol !== PortProtocol.Tcp) {
            http2IsSeen(at, value, mode, findings);
        }
        return value === undefined ? [] : [{ path: at, value }];
    });
    namesAreUnique("port of this external service", ports.map(numbered), findings);
    namesAreUnique("port that workloads call", ports.map(called), findings);
    return ports;
}

function defaultPort(mode: TlsMode): PortSpec {
    return mode === TlsMode.Passthrough
        ? PortSpec.appTls
        : mode === TlsMode.Plaintext
          ? PortSpec.plain
          : PortSpec.https;
}

function http2IsSeen(path: string, port: PortSpec, mode: TlsMode, findings: FindingCollector): void {
    if (mode === TlsMode.Passthrough) {
        findings.error(
            "protocol-inside-tls",
            `${path}.protocol`,
            port.protocol,
            "nothing: with Passthrough the gateway sees TLS, and not what is inside",
            "leave `protocol` out",
        );
    }
    if (mode === TlsMode.Plaintext) {
        findings.error(
            "http2-in-plaintext",
            `${path}.protocol`,
            port.protocol,
            "Http: the firewall reads the host of plaintext HTTP/1.1 only",
            "let the gateway speak TLS (leave `tls.mode` out), or write Http",
        );
    }
}

function numbered({ path, value }: Located<PortSpec>): Located<string> {
    return { path: `${path}.number`, value: String(value.number) };
}

function called({ path, value }: Located<PortSpec>): Located<string> {
    return { path: `${path}.workloadPort`, value: String(value.workloadPort) };
}
