package org.theorder.lifeboat.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Readers of one address on kept connections, each of which asks again as soon as it was answered. Plain sockets and threads:
 * it shares two cores with the server, and a whole HTTP client would measure itself.
 */
record HttpLoad(int port, String path, String header, int expected) {
    private static final int SAMPLES = 4_000_000;

    /** What came of it. */
    record Result(double perSecond, Duration median, Duration p99, Duration longest, long bytes) {
        /** What no goal is about. */
        String others() {
            return String.format(
                    Locale.ROOT, "p50 %.1f ms, longest %.1f ms", milliseconds(median), milliseconds(longest));
        }

        private static double milliseconds(Duration duration) {
            return duration.toNanos() / 1e6;
        }
    }

    Result run(int connections, Duration length) throws IOException, InterruptedException {
        List<Future<long[]>> readers = new ArrayList<>();
        long bytes = first();
        long begun = System.nanoTime();
        long end = begun + length.toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (int reader = 0; reader < connections; reader++) {
                readers.add(threads.submit(() -> read(end, SAMPLES / connections)));
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        LongStream all = LongStream.empty();
        for (Future<long[]> reader : readers) {
            all = LongStream.concat(all, Arrays.stream(taken(reader)));
        }
        long[] sorted = all.sorted().toArray();
        return new Result(
                sorted.length / seconds, quantile(sorted, 0.5), quantile(sorted, 0.99), quantile(sorted, 1), bytes);
    }

    static Duration quantile(long[] sorted, double share) {
        return Duration.ofNanos(sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)]);
    }

    /** One request: how long its answer is. */
    private long first() throws IOException {
        try (Connection connection = new Connection()) {
            return connection.ask();
        }
    }

    private long[] read(long end, int most) throws IOException {
        long[] times = new long[most];
        int count = 0;
        try (Connection connection = new Connection()) {
            long now = System.nanoTime();
            while (now < end && count < most) {
                connection.ask();
                long answered = System.nanoTime();
                times[count++] = answered - now;
                now = answered;
            }
        }
        return Arrays.copyOf(times, count);
    }

    private static long[] taken(Future<long[]> reader) throws InterruptedException {
        try {
            return reader.get();
        } catch (ExecutionException e) {
            throw new LifeboatException(ErrorCode.SERVER_UNREACHABLE, "a reader was not served: " + e.getCause(), e);
        }
    }

    private final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final byte[] request;
        private final byte[] line = new byte[4096];

        Connection() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            out = socket.getOutputStream();
            request = ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + header + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        /** One request; tells the length of the answer's body. */
        long ask() throws IOException {
            out.write(request);
            String status = line();
            if (!status.startsWith("HTTP/1.1 " + expected + " ")) {
                throw new IOException(path + " was answered with " + status + " instead of " + expected);
            }
            long length = 0;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Long.parseLong(header.substring(15).strip());
                }
            }
            if (expected == 200) {
                in.skipNBytes(length);
            }
            return length;
        }

        private String line() throws IOException {
            int length = 0;
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("the server closed the connection");
                }
                line[length++] = (byte) next;
            }
            return new String(line, 0, length - 1, StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
