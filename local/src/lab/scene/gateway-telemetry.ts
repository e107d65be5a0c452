import { setTimeout as delay } from "node:timers/promises";
import type { LabProgram } from "../lab-program";
import type { MeshProxy } from "../mesh/proxy";
import type { Probe } from "../scenario/probe";
import type { Evidence, Span } from "../verify/evidence";

/** Envoy hands spans over in fives, or after five seconds. */
const SPANS_MILLISECONDS = 15_000;
const POLL_MILLISECONDS = 250;

export interface TelemetrySources {
    readonly gateways: readonly MeshProxy[];
    /** Programs that take spans. */
    readonly collectors: readonly LabProgram[];
}

/** What the gateway counts and traces from one moment on, as far as a probe asks about it. */
export class GatewayTelemetry {
    private constructor(
        private readonly probe: Probe,
        private readonly sources: TelemetrySources,
        private readonly spansBefore: readonly number[],
        private readonly countedBefore: Readonly<Record<string, number>>,
    ) {}

    static async begin(probe: Probe, sources: TelemetrySources): Promise<GatewayTelemetry> {
        const spans = probe.trace === undefined ? [] : await spansOf(sources.collectors, []);
        const before = spans.map(({ length }) => length);
        return new GatewayTelemetry(probe, sources, before, await countersOf(probe, sources.gateways));
    }

    async end(): Promise<Pick<Evidence, "spans" | "statistics">> {
        const { probe, sources, countedBefore } = this;
        const counted = await countersOf(probe, sources.gateways);
        const more = Object.entries(counted).map(([name, value]) => [name, value - (countedBefore[name] ?? 0)]);
        return {
            ...(probe.statistics === undefined ? {} : { statistics: Object.fromEntries(more) }),
            ...(probe.trace === undefined ? {} : { spans: await this.untilTraced() }),
        };
    }

    /** The first ones that come; none where nothing was traced. */
    private async untilTraced(): Promise<Span[]> {
        const deadline = Date.now() + SPANS_MILLISECONDS;
        for (;;) {
            const spans = (await spansOf(this.sources.collectors, this.spansBefore)).flat();
            if (spans.length > 0 || Date.now() > deadline) {
                return spans;
            }
            await delay(POLL_MILLISECONDS);
        }
    }
}

function spansOf(collectors: readonly LabProgram[], after: readonly number[]): Promise<Span[][]> {
    return Promise.all(
        collectors.map(async (collector, index) => JSON.parse(await collector.ask(`spans ${after[index] ?? 0}`))),
    );
}

/** Of all replicas together. */
async function countersOf(probe: Probe, gateways: readonly MeshProxy[]): Promise<Record<string, number>> {
    const names = Object.keys(probe.statistics ?? {});
    if (names.length === 0) {
        return {};
    }
    const counters = await Promise.all(gateways.map((gateway) => gateway.counters()));
    return Object.fromEntries(names.map((name) => [name, counters.reduce((sum, of) => sum + (of.get(name) ?? 0), 0)]));
}
