import { describe, expect, it } from "vitest";
import { type Account, newAccount } from "../alicloud/account/account";
import type { DeployedResource } from "./deployment";
import { normalised, type Places, placed, type RecordedWorld } from "./normalise";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const PLACES: Places = { "[file]": "/somewhere/mesh.kubeconfig", "[text]": "users: [secret]" };
const urn = (type: string, name: string) => `urn:pulumi:prod::asm-egress::${type}::${name}`;

const SWITCH = "alicloud:vpc/switch:Switch";
const POLICY = "kubernetes:security.istio.io/v1:AuthorizationPolicy";
const PROVIDER = "pulumi:providers:kubernetes";

interface Drawn {
    readonly vswitch: string;
    readonly provider: string;
    readonly address: string;
    readonly at: string;
}

/** The same world as it is made on two days: what is drawn differs, and the order in which it was made. */
function world({ vswitch, provider, address, at }: Drawn, reversed = false): RecordedWorld {
    const resources: DeployedResource[] = [
        {
            urn: urn(PROVIDER, "prod-mesh"),
            type: PROVIDER,
            custom: true,
            id: provider,
            inputs: { kubeconfig: { ...SECRET, plaintext: JSON.stringify("/somewhere/mesh.kubeconfig") } },
            created: at,
        },
        {
            urn: urn(SWITCH, "prod-vswitch"),
            type: SWITCH,
            custom: true,
            id: vswitch,
            inputs: { cidrBlock: "10.0.64.0/28" },
            outputs: { snatIp: address, createTime: reversed ? 1795486855 : 1795486906, mesh: "users: [secret]" },
            sourcePosition: "project:///somewhere/index.js#1,1",
        },
        {
            urn: urn(POLICY, "a-policy"),
            type: POLICY,
            custom: true,
            id: "istio-system/a",
            provider: `${urn(PROVIDER, "prod-mesh")}::${provider}`,
            dependencies: [urn(SWITCH, "prod-vswitch")],
            inputs: { kind: "AuthorizationPolicy" },
            outputs: {
                metadata: { name: "a", uid: provider, resourceVersion: "274", creationTimestamp: at },
                status: { seen: at },
            },
        },
    ];
    const account: Account = {
        ...newAccount({ meshKubeconfig: "/somewhere/mesh.kubeconfig" }),
        vswitches: {
            [vswitch]: {
                id: vswitch,
                given: false,
                createTime: at,
                vpcId: "v",
                cidrBlock: "10.0.64.0/28",
                zoneId: "h",
            },
        },
    };
    return { deployment: { resources: reversed ? resources.reverse() : resources }, account };
}

const first: Drawn = {
    vswitch: "vsw-bp1k3x9p2m4q8r7t6v5w1",
    provider: "d3480093-08a7-45da-a263-50c9366eb860",
    address: "198.19.50.166",
    at: "2026-11-24T02:13:27.751574676Z",
};
const second: Drawn = {
    vswitch: "vsw-bp1zzzzzzzzzzzzzzzzzz",
    provider: "17f04811-fb06-4d74-a6db-4d3a36c641a6",
    address: "198.18.7.9",
    at: "2027-01-02T03:04:05Z",
};

describe("a recorded world", () => {
    it("is the same whenever, wherever and in whatever order it was made", () => {
        expect(JSON.stringify(normalised(world(first), PLACES))).toBe(
            JSON.stringify(normalised(world(second, true), PLACES)),
        );
    });

    it("calls the same object the same in state and account, and has a resource after what it refers to", () => {
        const { deployment, account } = normalised(world(first), PLACES);
        const vswitch = deployment.resources.find(({ type }) => type === SWITCH);
        expect(Object.keys(account.vswitches)).toEqual([vswitch?.id]);
        expect(vswitch?.id).toBe("vsw-bp1000000000000000001");
        expect(deployment.resources.map(({ type }) => type)).toEqual([SWITCH, PROVIDER, POLICY]);
        const [, provider, policy] = deployment.resources;
        expect(policy?.provider).toBe(`${provider?.urn}::${provider?.id}`);
    });

    it("holds neither places nor times, and no kubeconfig, secret or not", () => {
        const text = JSON.stringify(normalised(world(first), PLACES));
        expect(text).not.toMatch(/somewhere|users:|20\d\d-|17954|resourceVersion|sourcePosition/);
        expect(text).toContain(JSON.stringify(JSON.stringify("[file]")).slice(1, -1));
        expect(text).toContain('"mesh":"[text]"');
    });

    it("is led into another world, secrets included", () => {
        const there = { "[file]": "/elsewhere/mesh", "[text]": "users: [other]" };
        const { deployment, account } = placed(normalised(world(first), PLACES), there);
        expect(deployment.resources[1]?.inputs?.kubeconfig).toEqual({ ...SECRET, plaintext: '"/elsewhere/mesh"' });
        expect(deployment.resources[0]?.outputs?.mesh).toBe("users: [other]");
        expect(account.settings.meshKubeconfig).toBe("/elsewhere/mesh");
    });

    it("is refused where it holds another secret, in plain text or encrypted", () => {
        const withSecret = (secret: object): RecordedWorld => {
            const { deployment, account } = world(first);
            const [provider, ...others] = deployment.resources;
            const inputs = { password: { ...SECRET, ...secret } };
            return { deployment: { resources: [{ ...(provider as DeployedResource), inputs }, ...others] }, account };
        };
        expect(() => normalised(withSecret({ plaintext: '"hunter2"' }), PLACES)).toThrow("no kubeconfig");
        expect(() => normalised(withSecret({ ciphertext: "v1:abc" }), PLACES)).toThrow("is encrypted");
    });
});
