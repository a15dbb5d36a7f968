package org.theorder.lifeboat.trials;

import java.util.List;
import java.util.Random;

/** The chance of one run: random, and the same again with the same seed. */
final class Chance {
    private final Random random;

    private Chance(long seed) {
        random = new Random(seed);
    }

    /** With the seed of {@code -Dlifeboat.seed}, or a new one; it is printed, so that a failure can be had again. */
    static Chance of(String test) {
        long wanted = Long.getLong("lifeboat.seed", 0);
        long seed = wanted == 0 ? System.nanoTime() & 0xFFFFFF : wanted;
        System.out.println("[INFO] " + test + ": seed " + seed + " (again: ./lifeboat test --seed " + seed + ")");
        return new Chance(seed);
    }

    /** Whether this is the long form. */
    static boolean isLong() {
        return Boolean.getBoolean("lifeboat.long");
    }

    /** How often: a little in every run, much in the long form. */
    static int times(int little, int much) {
        return isLong() ? much : little;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(below(choices.size()));
    }
}
