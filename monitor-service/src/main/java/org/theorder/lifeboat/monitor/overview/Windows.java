package org.theorder.lifeboat.monitor.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.monitor.work.RestoreService;
import org.theorder.lifeboat.monitor.work.RestoreService.Window;

/**
 * What a cluster can be restored to, in words.
 *
 * @param rows newest first
 * @param regions that have any
 * @param unknown why nobody could say; null if somebody could
 * @param newest the newest moment, as {@code datetime-local} wants it
 */
record Windows(
        List<Row> rows, List<String> regions, @Nullable String unknown, String newest) {

    /** One window. */
    record Row(String region, String timeline, Overview.Moment from, Overview.Moment to, String length) {}

    static Windows of(RestoreService.Answer<List<Window>> answer, Instant now) {
        return switch (answer) {
            case RestoreService.Answer.Silent<List<Window>> silent ->
                new Windows(List.of(), List.of(), "restore-service: " + silent.why(), "");
            case RestoreService.Answer.Told<List<Window>> told ->
                new Windows(
                        told.value().stream().map(window -> row(window, now)).toList(),
                        told.value().stream()
                                .map(window -> window.region().value())
                                .distinct()
                                .sorted()
                                .toList(),
                        null,
                        Optional.of(told.value())
                                .filter(windows -> !windows.isEmpty())
                                .map(windows -> local(windows.getFirst().to()))
                                .orElse(""));
        };
    }

    private static Row row(Window window, Instant now) {
        return new Row(
                window.region().value(),
                Integer.toUnsignedString(window.timeline()),
                Moments.of(window.from(), now),
                Moments.of(window.to(), now),
                Wording.duration(Duration.between(window.from(), window.to())));
    }

    /** Whole seconds, so that it lies in the window. */
    private static String local(Instant moment) {
        return moment.toString().substring(0, "2026-11-22T12:03:38".length());
    }
}
