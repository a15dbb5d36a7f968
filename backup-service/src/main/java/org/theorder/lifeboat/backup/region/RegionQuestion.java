package org.theorder.lifeboat.backup.region;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/** Asks several regions at once, so that one that is slow or hangs keeps nobody from hearing the others. */
public final class RegionQuestion {
    private RegionQuestion() {}

    /** What became of it in one region. */
    public sealed interface Answer<T> {
        /** It answered. */
        record Said<T>(T value) implements Answer<T> {}

        /** It failed, or has not answered in time. */
        record Failed<T>(LifeboatException reason) implements Answer<T> {}
    }

    /**
     * Every question on a thread of its own.
     *
     * @param patience longest wait for all together; a question that takes longer goes on and is forgotten
     */
    public static <T> Map<RegionName, Answer<T>> ask(Map<RegionName, Supplier<T>> questions, Duration patience) {
        Map<RegionName, FutureTask<T>> asked = new LinkedHashMap<>();
        questions.forEach((region, question) -> {
            FutureTask<T> task = new FutureTask<>(question::get);
            asked.put(region, task);
            Thread.ofVirtual().name("ask-" + region).start(task);
        });
        long deadline = System.nanoTime() + patience.toNanos();
        Map<RegionName, Answer<T>> answers = new LinkedHashMap<>();
        asked.forEach((region, task) -> answers.put(region, answer(region, task, deadline, patience)));
        return answers;
    }

    private static <T> Answer<T> answer(RegionName region, FutureTask<T> task, long deadline, Duration patience) {
        try {
            return new Answer.Said<>(task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case LifeboatException known -> new Answer.Failed<>(known);
                case RuntimeException defect -> throw defect;
                case null, default -> throw new IllegalStateException("asking region " + region, e);
            };
        } catch (TimeoutException e) {
            return new Answer.Failed<>(new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    "region " + region + " has not answered within " + patience.toSeconds() + " seconds",
                    e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.TIMED_OUT, "asking the regions was interrupted: start it again", e);
        }
    }
}
