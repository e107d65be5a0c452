/** Cloud Firewall writes ports as `from/to`; `0/0` is every port. */
export function isPortRange(text: string): boolean {
    const bounds = parsePortRange(text);
    return bounds !== undefined && bounds.from <= bounds.to && bounds.to <= 65_535;
}

export function portRangeContains(text: string, port: number): boolean {
    const bounds = parsePortRange(text);
    return bounds !== undefined && (bounds.to === 0 || (bounds.from <= port && port <= bounds.to));
}

function parsePortRange(text: string): { from: number; to: number } | undefined {
    const match = /^(\d{1,5})\/(\d{1,5})$/.exec(text);
    return match === null ? undefined : { from: Number(match[1]), to: Number(match[2]) };
}
