package org.theorder.lifeboat.restore.checksum;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Reads every relation page below a data directory and judges its checksum, as {@code pg_checksums --check} does. The
 * server must be stopped (then nothing writes). Memory: one buffer of 1 MiB per thread.
 */
public final class ChecksumScan {
    private static final int BUFFER_SIZE = 1 << 20;
    private static final int EXAMPLES = 5;

    private final Path dataDirectory;
    private final LongConsumer progress;
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong pages = new AtomicLong();
    private final AtomicLong bad = new AtomicLong();
    private final ConcurrentLinkedQueue<String> examples = new ConcurrentLinkedQueue<>();

    private ChecksumScan(Path dataDirectory, LongConsumer progress) {
        this.dataDirectory = dataDirectory;
        this.progress = progress;
    }

    /**
     * Scans with {@code threads} threads.
     *
     * @param progress is told the number of bytes after each buffer, from any thread
     * @throws LifeboatException STORE_UNREACHABLE if a file cannot be read
     */
    public static ChecksumReport of(Path dataDirectory, int threads, LongConsumer progress)
            throws InterruptedException {
        return new ChecksumScan(dataDirectory, progress).run(threads);
    }

    private ChecksumReport run(int threads) throws InterruptedException {
        ConcurrentLinkedQueue<RelationFile> work = new ConcurrentLinkedQueue<>(relationFiles());
        ExecutorService executor = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("page-checksums-", 0).factory());
        try {
            List<Future<Void>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(executor.submit(worker(work)));
            }
            for (Future<Void> each : workers) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE, "a restored file cannot be read back: " + e.getCause(), e);
        } finally {
            executor.shutdownNow();
        }
        return new ChecksumReport(files.get(), pages.get(), bad.get(), List.copyOf(examples));
    }

    private List<RelationFile> relationFiles() {
        List<Path> databases = new ArrayList<>();
        databases.add(dataDirectory.resolve("global"));
        databases.addAll(children(dataDirectory.resolve("base")));
        // pg_tblspc/<oid>/PG_<major>_<catalogue version>/<database>
        for (Path tablespace : children(dataDirectory.resolve("pg_tblspc"))) {
            children(tablespace).stream().map(ChecksumScan::children).forEach(databases::addAll);
        }
        return databases.stream()
                .flatMap(database -> children(database).stream())
                .flatMap(file -> RelationFile.of(file).stream())
                .filter(file -> Files.isRegularFile(file.path()))
                .toList();
    }

    private static List<Path> children(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.STORE_UNREACHABLE, directory + " cannot be listed: " + e, e);
        }
    }

    private Callable<Void> worker(ConcurrentLinkedQueue<RelationFile> work) {
        return () -> {
            // an arena gives its memory back at once; direct buffers would wait for the garbage collector
            try (Arena arena = Arena.ofConfined()) {
                PageReader reader = new PageReader(arena);
                for (RelationFile file = work.poll(); file != null; file = work.poll()) {
                    scan(file, reader);
                }
            }
            return null;
        };
    }

    private void scan(RelationFile file, PageReader reader) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
            long size = channel.size();
            files.incrementAndGet();
            if (size % PageChecksum.PAGE_SIZE != 0) {
                isBad(file, size / PageChecksum.PAGE_SIZE, "is cut off");
            }
            long whole = size - size % PageChecksum.PAGE_SIZE;
            for (long position = 0; position < whole; position += BUFFER_SIZE) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("page checksums");
                }
                int length = (int) Math.min(BUFFER_SIZE, whole - position);
                reader.read(channel, position, length);
                judge(file, channel, reader, position, length);
                progress.accept(length);
            }
        }
    }

    private void judge(RelationFile file, FileChannel channel, PageReader reader, long position, int length)
            throws IOException {
        int count = length / PageChecksum.PAGE_SIZE;
        pages.addAndGet(count);
        long first = file.firstBlock() + position / PageChecksum.PAGE_SIZE;
        for (int page = 0; page < count; page++) {
            if (reader.verdict(page, first + page) == PageChecksum.Verdict.BAD
                    && reader.again(channel, position + (long) page * PageChecksum.PAGE_SIZE, first + page)
                            == PageChecksum.Verdict.BAD) {
                isBad(file, first + page, "");
            }
        }
    }

    private void isBad(RelationFile file, long block, String how) {
        if (bad.incrementAndGet() <= EXAMPLES) {
            examples.add((dataDirectory.relativize(file.path()) + " block " + block + " " + how).strip());
        }
    }

    /** One thread's buffers. */
    private static final class PageReader {
        private final ByteBuffer buffer;
        private final ByteBuffer single;
        private final int[] words = new int[PageChecksum.PAGE_SIZE / Integer.BYTES];
        private final PageChecksum checksum = new PageChecksum();

        PageReader(Arena arena) {
            buffer = arena.allocate(BUFFER_SIZE, PageChecksum.PAGE_SIZE).asByteBuffer();
            single = arena.allocate(PageChecksum.PAGE_SIZE, PageChecksum.PAGE_SIZE)
                    .asByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN);
        }

        void read(FileChannel channel, long position, int length) throws IOException {
            fill(buffer, channel, position, length);
        }

        PageChecksum.Verdict verdict(int page, long block) {
            buffer.slice(page * PageChecksum.PAGE_SIZE, PageChecksum.PAGE_SIZE)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asIntBuffer()
                    .get(words);
            return checksum.judge(words, block);
        }

        /** Reads a page a second time before it is called bad: a server that was not quite idle may have been writing it. */
        PageChecksum.Verdict again(FileChannel channel, long position, long block) throws IOException {
            fill(single, channel, position, PageChecksum.PAGE_SIZE);
            single.asIntBuffer().get(words);
            return checksum.judge(words, block);
        }

        private static void fill(ByteBuffer target, FileChannel channel, long position, int length) throws IOException {
            target.clear().limit(length);
            while (target.hasRemaining()) {
                if (channel.read(target, position + target.position()) < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
            }
            target.flip();
        }
    }
}
