import { z } from "zod";
import { SurroundingsCheck } from "../args";

export const surroundings = z.enum(SurroundingsCheck).optional();
