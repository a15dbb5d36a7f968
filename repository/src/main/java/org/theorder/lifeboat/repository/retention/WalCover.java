package org.theorder.lifeboat.repository.retention;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.Lsn;

/** Which WAL is there without a hole. */
final class WalCover {
    private final Map<Integer, List<WalPath.Leg>> runs = new HashMap<>();

    WalCover(List<WalItem> items) {
        items.stream()
                .sorted(Comparator.comparingInt(WalItem::timeline).thenComparing(WalItem::from))
                .forEach(this::add);
    }

    private void add(WalItem item) {
        List<WalPath.Leg> known = runs.computeIfAbsent(item.timeline(), _ -> new ArrayList<>());
        if (!known.isEmpty() && !known.getLast().to().isBefore(item.from())) {
            WalPath.Leg last = known.removeLast();
            known.add(new WalPath.Leg(item.timeline(), last.from(), Lsn.max(last.to(), item.to())));
        } else {
            known.add(new WalPath.Leg(item.timeline(), item.from(), item.to()));
        }
    }

    boolean covers(List<WalPath.Leg> path) {
        return path.stream().allMatch(this::covers);
    }

    private boolean covers(WalPath.Leg leg) {
        return !leg.from().isBefore(leg.to())
                || runs.getOrDefault(leg.timeline(), List.of()).stream()
                        .anyMatch(run ->
                                !leg.from().isBefore(run.from()) && !run.to().isBefore(leg.to()));
    }
}
