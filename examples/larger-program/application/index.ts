import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** The stack of ../index.ts: `organization/asm-egress/larger-program` with a backend of files. */
const platform = new pulumi.StackReference(new pulumi.Config().require("platform"));
const namespace = platform.requireOutput("namespace");
const publicAddresses = platform.requireOutput("publicAddresses") as pulumi.Output<string[]>;

// Secret there, so it is secret here.
const cluster = new kubernetes.Provider("ack", { kubeconfig: platform.requireOutput("clusterKubeconfig") });

/** The identity that the perimeter lets out to Stripe; it is the application's, so the perimeter never makes it. */
const payments = new kubernetes.core.v1.ServiceAccount(
    "payments",
    { metadata: { name: "payments", namespace } },
    { provider: cluster },
);

new kubernetes.core.v1.ConfigMap(
    "payments",
    {
        metadata: { name: "payments", namespace },
        data: {
            serviceAccount: payments.metadata.name,
            // Plain HTTP: the gateway sees the request, decides by it, and makes it HTTPS.
            stripe: "http://api.stripe.com",
            leavesFrom: publicAddresses.apply((addresses) => addresses.join(",")),
        },
    },
    { provider: cluster },
);
