/** A machine of the lab as its network takes it. */
export interface LabMachine {
    /** Lower-case letters, digits and hyphens. */
    readonly name: string;
    /** IPv4. */
    readonly address: string;
    /** Of its `/etc/hosts`. */
    readonly hosts?: Readonly<Record<string, string>>;
    readonly nameserver?: string;
    /** Mounted over those below `/etc`, by path. */
    readonly files?: Readonly<Record<string, string>>;
}
