/** What is done about ways around the perimeter that others have left in the VPC. */
export enum SurroundingsCheck {
    /** Each is a warning: a look-up never keeps somebody from closing something because something else is open. */
    Report = "Report",
    /**
     * Each is an error, for pipelines, and so is what could not be looked up. The operation fails before anything of the
     * perimeter is made or changed; where the VPC's ID is known only after deployment, when that is known.
     */
    Refuse = "Refuse",
    /** Nothing is looked up: for credentials that may not read. Itself a warning. */
    Skip = "Skip",
}
