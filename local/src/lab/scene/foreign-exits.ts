import type { Account } from "../../alicloud/account/account";
import { allocateEip } from "../../alicloud/account/eip";
import { associateEip } from "../../alicloud/account/eip-association";
import { createNatGateway } from "../../alicloud/account/nat-gateway";
import { createSnatEntry } from "../../alicloud/account/snat-entry";
