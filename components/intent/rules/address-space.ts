import type { Cidr } from "../cidr";
import type { FindingCollector, Located } from "../finding-collector";
import type { Ranges } from "../sections/ranges";

/**
 * The perimeter's own ranges overlap nothing: a firewall rule by source range is only as good as the range is exclusive.
 */
export function rangesAreExclusive(sections: readonly Ranges[], findings: FindingCollector): void {
    const own = sections.flatMap((ranges) => ranges.own);
    const others = sections.flatMap((ranges) => ranges.others);
    own.forEach((range, index) => {
        for (const other of [...own.slice(0, index), ...others]) {
            reportOverlap(range, other, findings);
        }
    });
}

function reportOverlap(range: Located<Cidr>, other: Located<Cidr>, findings: FindingCollector): void {
    if (range.value.overlaps(other.value)) {
        findings.error(
            "ranges-overlap",
            range.path,
            range.value.toString(),
            `a range of its own; it overlaps ${other.path} (${other.value.toString()})`,
            "choose a range that nothing else uses",
        );
    }
}
