/** What the simulated account holds, by the service that keeps it. */
export type { CloudObject } from "./objects/cloud-object";
export type * from "./objects/cluster";
export type * from "./objects/firewall";
export type * from "./objects/mesh";
export type * from "./objects/network";
