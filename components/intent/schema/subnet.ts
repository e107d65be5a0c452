import { z } from "zod";
import { text } from "./primitives";

export const subnet = z.strictObject({ zoneId: text, cidrBlock: text });
