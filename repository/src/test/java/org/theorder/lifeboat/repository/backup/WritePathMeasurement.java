package org.theorder.lifeboat.repository.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/**
 * Measures how fast a stream becomes durable parts; run by hand, in a JVM of its own:
 *
 * <pre>{@code java -cp ... WritePathMeasurement <directory> <gigabytes> <workers> <level> <regions> [part MiB]}</pre>
 */
public final class WritePathMeasurement {
    private static final int FILE_BYTES = 64 * 1024 * 1024;
    private static final int CHUNK = 64 * 1024;

    private WritePathMeasurement() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        int files = Integer.parseInt(arguments[1]) * (1024 / 64);
        WriterSettings settings = WriterSettings.defaults()
                .withWorkers(Integer.parseInt(arguments[2]))
                .withLevel(Integer.parseInt(arguments[3]));
        if (arguments.length > 5) {
            settings = settings.withPartBytes(Integer.parseInt(arguments[5]) << 20);
        }
        List<Storage> regions = new ArrayList<>();
        for (int number = 1; number <= Integer.parseInt(arguments[4]); number++) {
            RegionName name = new RegionName("region-" + number);
            regions.add(FileStorage.initialize(directory.resolve(name.value()), name, Clock.systemUTC()));
        }
        ByteBuffer content = ByteBuffer.allocateDirect(FILE_BYTES).put(pages()).flip();
        measure(regions, settings, content, files);
    }

    private static void measure(List<Storage> regions, WriterSettings settings, ByteBuffer content, int files) {
        SyntheticCluster cluster = new SyntheticCluster();
        long start = System.nanoTime();
        try (BackupWriter writer = BackupWriter.begin(cluster.beginning(), regions, settings, Clock.systemUTC())) {
            writer.beginArchive(Archive.base());
            for (int number = 0; number < files; number++) {
                writer.write(header(number));
                for (int position = 0; position < FILE_BYTES; position += CHUNK) {
                    writer.write(content.slice(position, CHUNK));
                }
            }
            long streamed = System.nanoTime();
            writer.write(ByteBuffer.allocate(1024));
            while (writer.progress().durableBytes() < writer.progress().receivedBytes() - (64 << 20)) {
                Thread.onSpinWait();
            }
            WriterProgress progress = writer.progress();
            long end = System.nanoTime();
            report(settings, progress, streamed - start, end - start);
        }
    }

    private static void report(WriterSettings settings, WriterProgress progress, long streamed, long total) {
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        System.out.printf(
                "%s: %d MB, stream taken at %.0f MB/s, ratio %.2f, direct buffers %d MiB (stated %d MiB), %s%n",
                settings,
                progress.receivedBytes() / 1_000_000,
                progress.receivedBytes() * 1e3 / streamed,
                progress.durableBytes() / (double) progress.storedBytes(),
                direct >> 20,
                settings.largestMemory() >> 20,
                peakResident());
        double processor = ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1e3;
        System.out.printf(
                "until durable: %.2f s, processor time of the whole process: %.2f s%n", total / 1e9, processor);
    }

    private static String peakResident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer header(int number) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512)) {
            TarArchiveEntry entry = new TarArchiveEntry("base/5/" + (16384 + number));
            entry.setSize(0);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] header = bytes.toByteArray();
        byte[] size = "%011o".formatted(FILE_BYTES).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, header, 124, size.length);
        return ByteBuffer.wrap(withChecksum(header), 0, 512);
    }

    private static byte[] withChecksum(byte[] header) {
        java.util.Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (int position = 0; position < 512; position++) {
            sum += Byte.toUnsignedInt(header[position]);
        }
        byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, 148, text.length);
        return header;
    }

    /** Heap pages as a table of orders would have them: tuple headers, keys, numbers, words. */
    private static byte[] pages() {
        Random random = new Random(1);
        ByteBuffer pages = ByteBuffer.allocate(FILE_BYTES);
        List<String> words = List.of(
                "payment", "pending", "shipped", "berlin", "oslo", "express", "gift", "return", "blue", "large",
                "small");
        for (int page = 0; page < FILE_BYTES / 8192; page++) {
            ByteBuffer rows = pages.slice(page * 8192, 8192);
            rows.putLong(page * 8192L)
                    .putInt(random.nextInt())
                    .putInt(0x0400_1F00)
                    .putLong(24);
            int id = page * 60;
            while (rows.remaining() > 160) {
                rows.putInt(731).putInt(0).putInt(id).putShort((short) 6).putShort((short) 0x0902);
                rows.putInt(id++).putInt(random.nextInt(1_000_000)).putLong(0);
                for (int word = 0; word < 7; word++) {
                    rows.put(words.get(random.nextInt(words.size())).getBytes(StandardCharsets.US_ASCII));
                    rows.put((byte) ' ');
                }
            }
        }
        return pages.array();
    }
}
