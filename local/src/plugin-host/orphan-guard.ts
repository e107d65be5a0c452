/** How often the parent is looked at; also how long a plugin may outlive a killed engine. */
const INTERVAL_MS = 500;

interface Guard {
    readonly parentId: () => number;
    readonly onOrphaned: () => void;
}

/**
 * An engine that is killed outright cannot end its plugins. The kernel then hands them to another parent, and that is what is
 * watched. Plugins have to be children of the engine itself for this: launchers use `exec`.
 */
export function watchParent({ parentId, onOrphaned }: Guard): () => void {
    const parent = parentId();
    const timer = setInterval(() => {
        if (parentId() === parent) return;
        clearInterval(timer);
        onOrphaned();
    }, INTERVAL_MS);
    timer.unref();
    return () => clearInterval(timer);
}
