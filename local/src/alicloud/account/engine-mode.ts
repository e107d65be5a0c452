import { type Account, effectiveAt } from "./account";
import type { EngineMode } from "./objects";
import { isEffective } from "./policy-match";

/** A mode that has held since ever. */
export function settledMode(strict: boolean): EngineMode {
    return { strict, effectiveAt: new Date(0).toISOString(), supersededStrict: strict };
}

export function switchedMode(account: Account, current: EngineMode, strict: boolean): EngineMode {
    return { strict, effectiveAt: effectiveAt(account), supersededStrict: isStrict(current, new Date()) };
}

export function isStrict(mode: EngineMode, atTime: Date): boolean {
    return isEffective(mode, atTime) ? mode.strict : mode.supersededStrict;
}
