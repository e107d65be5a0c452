/** What a scene is made of ends in the reverse of the order in which it began. */
export class Ending {
    private readonly steps: (() => unknown)[] = [];

    add(step: () => unknown): void {
        this.steps.push(step);
    }

    /** One that fails leaves the others to be done; the first failure is told when all are. */
    async run(): Promise<void> {
        const failures: unknown[] = [];
        for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
            try {
                await step();
            } catch (error) {
                failures.push(error);
            }
        }
        if (failures.length > 0) {
            throw failures[0];
        }
    }
}
