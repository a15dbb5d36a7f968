package org.theorder.lifeboat.repository.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Hostile input for a parser: valid bytes, changed at random with a fixed seed. A parser may accept or refuse; it refuses
 * with an expected error and nothing else.
 */
public final class Mutations {
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "-1",
            "0",
            "1e9",
            "9223372036854775807",
            "18446744073709551616",
            "../",
            "/",
            "\0",
            "\n",
            "true",
            "[[[[[[[[[[[[[[[[[[[[",
            "\\u0000",
            " ",
            "99999999999999999999999999999999999",
            "7777777",
            "\u00ff");

    private final Random random;
    private final byte[] valid;

    private Mutations(long seed, byte[] valid) {
        this.random = new Random(seed);
        this.valid = valid;
    }

    /** Uses bytes, and may throw. */
    @FunctionalInterface
    public interface Parser {
        void parse(byte[] bytes) throws Exception;
    }

    /** Runs a parser on many changed inputs; each must be accepted or refused with one of these codes. */
    public static void survive(byte[] valid, int rounds, Parser parser, ErrorCode... expected) {
        for (int seed = 0; seed < rounds; seed++) {
            byte[] mutated = new Mutations(seed, valid).mutate();
            try {
                parser.parse(mutated);
            } catch (LifeboatException e) {
                assertThat(e.code()).as("seed %d: %s", seed, e.explanation()).isIn((Object[]) expected);
                assertThat(e.explanation())
                        .as("seed %d", seed)
                        .doesNotContain("\n")
                        .hasSizeLessThan(600);
            } catch (Exception | StackOverflowError | OutOfMemoryError e) {
                fail("seed " + seed + ": " + e, e);
            }
        }
    }

    private byte[] mutate() {
        byte[] bytes = valid.clone();
        int changes = 1 + random.nextInt(4);
        for (int change = 0; change < changes; change++) {
            bytes = changeOnce(bytes);
        }
        return bytes;
    }

    private byte[] changeOnce(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int position = random.nextInt(bytes.length);
        return switch (random.nextInt(6)) {
            case 0 -> {
                bytes[position] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 1 -> {
                bytes[position] = (byte) random.nextInt();
                yield bytes;
            }
            case 2 -> Arrays.copyOf(bytes, position);
            case 3 ->
                splice(
                        bytes,
                        position,
                        position,
                        TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8));
            case 4 -> {
                int end = Math.min(bytes.length, position + random.nextInt(200));
                yield splice(bytes, position, end, new byte[0]);
            }
            default -> {
                int end = Math.min(bytes.length, position + random.nextInt(200));
                yield splice(bytes, position, position, Arrays.copyOfRange(bytes, position, end));
            }
        };
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] between) {
        byte[] result = new byte[bytes.length - (to - from) + between.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(between, 0, result, from, between.length);
        System.arraycopy(bytes, to, result, from + between.length, bytes.length - to);
        return result;
    }
}
