package org.theorder.lifeboat.repository.wal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.Lsn;

/**
 * All WAL of a timeline that is there from some position on.
 *
 * @param runs ascending, with something missing between any two
 */
public record WalRuns(List<WalRun> runs) {
    public WalRuns {
        runs = List.copyOf(runs);
    }

    /** What several regions have together: WAL of one timeline is the same everywhere. */
    public static WalRuns union(Collection<WalRuns> regions) {
        List<WalRun> joined = new ArrayList<>();
        regions.stream()
                .flatMap(region -> region.runs().stream())
                .sorted(Comparator.comparing(WalRun::from))
                .forEach(run -> join(joined, run));
        return new WalRuns(joined);
    }

    private static void join(List<WalRun> joined, WalRun run) {
        if (joined.isEmpty() || joined.getLast().to().isBefore(run.from())) {
            joined.add(run);
        } else {
            WalRun before = joined.removeLast();
            joined.add(new WalRun(before.from(), Lsn.max(before.to(), run.to())));
        }
    }

    /** The end of the run that holds a position; empty if its byte is not there. */
    public Optional<Lsn> reach(Lsn position) {
        return runs.stream().filter(run -> run.holds(position)).findFirst().map(WalRun::to);
    }

    /** The first run that begins behind a position. */
    public Optional<WalRun> behind(Lsn position) {
        return runs.stream().filter(run -> position.isBefore(run.from())).findFirst();
    }
}
