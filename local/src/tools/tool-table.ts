import * as path from "node:path";
import { parseVersion, type Version } from "./version";

export type BinaryName =
    | "pulumi"
    | "etcd"
    | "kube-apiserver"
    | "istioctl"
    | "pilot-discovery"
    | "pilot-agent"
    | "sdkgen"
    | "pulumi-language-yaml";

/** What is pinned about one binary: which installed ones will do, and how to build it where none is found. */
export interface BinaryTool {
    readonly name: BinaryName;
    /** The version that is built or downloaded. */
    readonly pin: string;
    readonly minimum: Version;
    /** A newer major of Pulumi's engine may drop what the SDK speaks; Kubernetes and etcd say nothing by their major. */
    readonly sameMajor: boolean;
    readonly versionCommand: readonly string[];
    /** The machine's own is never taken: what this one finds and injects depends on the version to the letter. */
    readonly ownBuildOnly?: true;
    /** Who wants it, where a stack is brought up without. */
    readonly neededBy?: "the tests" | "the lab";
    /** Looked at before PATH: the folder that Kubernetes' own test tooling uses for etcd and kube-apiserver. */
    readonly folderVariable?: string;
    /** Folder under `tools/` with the go.mod that pins it. One module per project: they cannot share one graph. */
    readonly moduleFolder: string;
    readonly goPackage: string;
    readonly buildFlags: readonly string[];
}

const PULUMI_PIN = "v3.259.0";
/** The newest that can be had as a Go module. */
const PULUMI_YAML_PIN = "v1.25.0";
const KUBERNETES_PIN = "v1.34.1";
const KUBERNETES_VERSION = "k8s.io/component-base/version";

/** That of `tools/istio/go.mod`, so that Istio's programs and CRDs are always of one version: Istio 1.31 before its release. */
const ISTIO_PIN = "v0.0.0-20260827124520-eed52ebb66ad";

/** What is the same for every program of Istio. */
const ISTIO_PROGRAM = {
    pin: ISTIO_PIN,
    minimum: parseVersion(ISTIO_PIN),
    sameMajor: true,
    ownBuildOnly: true,
    moduleFolder: "istio",
    buildFlags: ["-trimpath", "-ldflags", `-s -w -X istio.io/istio/pkg/version.buildVersion=${ISTIO_PIN.slice(1)}`],
} as const;

export const BINARY_TOOLS: Readonly<Record<BinaryName, BinaryTool>> = {
    pulumi: {
        name: "pulumi",
        pin: PULUMI_PIN,
        minimum: parseVersion(PULUMI_PIN),
        sameMajor: true,
        versionCommand: ["version"],
        moduleFolder: "pulumi",
        goPackage: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        // Without the version the engine calls itself v3.0.0-dev and the Automation API refuses it. The tags are those of
        // Pulumi's own release build.
        buildFlags: [
            "-trimpath",
            "-tags",
            "osusergo,grpcnotrace",
            "-ldflags",
            `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${PULUMI_PIN}`,
        ],
    },
    etcd: {
        name: "etcd",
        pin: "v3.6.7",
        minimum: parseVersion("3.5.0"),
        sameMajor: true,
        versionCommand: ["--version"],
        folderVariable: "KUBEBUILDER_ASSETS",
        moduleFolder: "etcd",
        goPackage: "go.etcd.io/etcd/server/v3",
        buildFlags: ["-trimpath", "-ldflags", "-s -w"],
    },
    "kube-apiserver": {
        name: "kube-apiserver",
        pin: KUBERNETES_PIN,
        // 1.30: the first with aggregated discovery, CEL admission policies and CEL rules in CRDs all generally available.
        minimum: parseVersion("1.30.0"),
        sameMajor: true,
        versionCommand: ["--version"],
        folderVariable: "KUBEBUILDER_ASSETS",
        moduleFolder: "kube-apiserver",
        goPackage: "k8s.io/kubernetes/cmd/kube-apiserver",
        // Unstamped, it reports v0.0.0 and refuses its own feature gates.
        buildFlags: [
            "-trimpath",
            "-ldflags",
            `-s -w -X ${KUBERNETES_VERSION}.gitVersion=${KUBERNETES_PIN}` +
                ` -X ${KUBERNETES_VERSION}.gitMajor=1 -X ${KUBERNETES_VERSION}.gitMinor=34`,
        ],
    },
    istioctl: {
        ...ISTIO_PROGRAM,
        name: "istioctl",
        versionCommand: ["version", "--remote=false"],
        neededBy: "the tests",
        goPackage: "istio.io/istio/istioctl/cmd/istioctl",
    },
    "pilot-discovery": {
        ...ISTIO_PROGRAM,
        name: "pilot-discovery",
        versionCommand: ["version"],
        neededBy: "the lab",
        goPackage: "istio.io/istio/pilot/cmd/pilot-discovery",
    },
    "pilot-agent": {
        ...ISTIO_PROGRAM,
        name: "pilot-agent",
        versionCommand: ["version"],
        neededBy: "the lab",
        goPackage: "istio.io/istio/pilot/cmd/pilot-agent",
    },
    sdkgen: {
        name: "sdkgen",
        pin: PULUMI_PIN,
        minimum: parseVersion(PULUMI_PIN),
        sameMajor: true,
        ownBuildOnly: true,
        versionCommand: [],
        neededBy: "the tests",
        moduleFolder: "sdkgen",
        goPackage: ".",
        buildFlags: ["-trimpath", "-ldflags", "-s -w"],
    },
    "pulumi-language-yaml": {
        name: "pulumi-language-yaml",
        pin: PULUMI_YAML_PIN,
        minimum: parseVersion(PULUMI_YAML_PIN),
        sameMajor: true,
        // It does not say its version, so an installed one cannot be told from an old one.
        ownBuildOnly: true,
        versionCommand: [],
        neededBy: "the tests",
        moduleFolder: "pulumi-yaml",
        goPackage: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
        buildFlags: [
            "-trimpath",
            "-tags",
            "osusergo,grpcnotrace",
            "-ldflags",
            `-s -w -X github.com/pulumi/pulumi-yaml/pkg/version.Version=${PULUMI_YAML_PIN}`,
        ],
    },
};

/** `tools/` of the project. The same from `src` and from `dist`, which lie at the same depth. */
export const MODULES_FOLDER = path.resolve(__dirname, "../../../tools");
