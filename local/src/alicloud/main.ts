import { servePlugin } from "../plugin-host/server";
import { SimulatedCloudProvider } from "./provider/simulated-cloud-provider";

const stateFile = process.env.ASM_EGRESS_CLOUD_STATE;
const faultsFile = process.env.ASM_EGRESS_CLOUD_FAULTS;

if (stateFile === undefined) {
    process.stderr.write(
        "ASM_EGRESS_CLOUD_STATE is not set: it names the file of the simulated Alibaba Cloud account\n",
    );
    process.exit(1);
}

void servePlugin(new SimulatedCloudProvider({ stateFile, ...(faultsFile === undefined ? {} : { faultsFile }) }));
