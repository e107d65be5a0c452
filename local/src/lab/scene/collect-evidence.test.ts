import { expect, it, vi } from "vitest";
import { newAccount } from "../../alicloud/account/account";
import type { RunningPod } from "../node-agent/node-agent";
import type { ProbeRequest } from "../probe/probe-request";
import { collectEvidence, type Witnesses } from "./collect-evidence";

vi.mock("../probe/attempt", () => ({ attempt: async () => ({ outcome: "answered" }) }));

const REQUEST: ProbeRequest = { manner: "http", to: "http://api.example.com/" };
const WITNESSES = { places: { gateways: () => [] }, account: newAccount() } as unknown as Witnesses;

const POD = { name: "payments", namespace: "billing", labels: {}, hostNetwork: false };
const evidence = (pod?: Pick<RunningPod, "admission" | "pending">) =>
    collectEvidence(pod === undefined ? {} : { pod: { ...POD, ...pod } as RunningPod }, REQUEST, WITNESSES);

it("of a Pod that was refused, or that no node takes, is the word that refused it", async () => {
    const refused = { allowed: false, message: "hostNetwork" };
    expect(await evidence({ admission: refused })).toMatchObject({ admission: refused, sightings: [] });
    expect(await evidence({ admission: { allowed: true }, pending: "a taint" })).toMatchObject({
        admission: { allowed: false, message: "a taint" },
    });
});

it("of a place where nothing runs although nobody refused it there is none: nothing was tried", async () => {
    await expect(evidence()).rejects.toThrow("nothing was tried");
    await expect(evidence({ admission: { allowed: true } })).rejects.toThrow("nothing was tried");
});

it("asks the proxy of a gateway once, also where the probe starts on that gateway", async () => {
    const flushed = vi.fn(async () => undefined);
    const proxy = { accessLog: () => [], flushed };
    const pod = { ...POD, gateway: "egress", proxy, admission: { allowed: true } } as unknown as RunningPod;
    const witnesses = {
        ...WITNESSES,
        places: { gateways: () => [pod] },
        outside: { mark: () => 0, sightings: () => [] },
        network: { drops: async () => [] },
    } as unknown as Witnesses;
    expect(await collectEvidence({ pod, machine: "gateway" }, REQUEST, witnesses)).toMatchObject({ sidecarLog: [] });
    expect(flushed).toHaveBeenCalledTimes(1);
});
