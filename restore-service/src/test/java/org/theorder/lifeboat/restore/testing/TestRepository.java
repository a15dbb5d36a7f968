package org.theorder.lifeboat.restore.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalObject;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.repository.wal.WalWriter;
import org.theorder.lifeboat.servers.test.PostgresTools;

/** Regions in directories, filled from a source cluster. */
public final class TestRepository {
    public static final ClusterName SHOP = new ClusterName("shop");
    public static final RegionName PRIMARY = new RegionName("primary");
    public static final RegionName DR = new RegionName("dr");

    private final Path folder;
    private final Encryption encryption;
    private final List<Storage> regions = new ArrayList<>();
    private final Map<BackupId, Path> rawByBackup = new HashMap<>();
    private Lsn savedTo = Lsn.ZERO;
    private int toolBackups;

    public TestRepository(Path folder) {
        this(folder, Encryption.none());
    }

    /** @param encryption of the backups; WAL is not encrypted */
    public TestRepository(Path folder, Encryption encryption) {
        this.folder = folder;
        this.encryption = encryption;
        for (RegionName region : List.of(PRIMARY, DR)) {
            regions.add(FileStorage.initialize(root(region), region, Clock.systemUTC()));
        }
    }

    public Path root(RegionName region) {
        return folder.resolve(region.value());
    }

    public Storage region(RegionName name) {
        return regions.stream()
                .filter(region -> region.region().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ClusterKeys keys(SourceCluster source) throws SQLException {
        return new ClusterKeys(SHOP, source.systemIdentifier());
    }

    /** A full backup into all regions, with the WAL that it needs. */
    public BackupMarker backup(SourceCluster source) throws SQLException, IOException {
        register(source);
        return new BaseBackup(source, keys(source), encryption).take(regions, () -> saveWal(source));
    }

    /**
     * A backup by pg_basebackup into all regions, with the WAL that it needs.
     *
     * @param parent what an incremental builds on; null for a full one
     */
    public BackupMarker backup(PostgresTools tools, SourceCluster source, @Nullable BackupMarker parent)
            throws SQLException, IOException, InterruptedException {
        register(source);
        Path raw = raw("backup-" + ++toolBackups);
        BackupMarker taken = new ToolBackup(tools, source, keys(source))
                .take(
                        regions,
                        raw,
                        parent,
                        parent == null ? null : rawByBackup.get(parent.backup()),
                        () -> saveWal(source));
        rawByBackup.put(taken.backup(), raw);
        return taken;
    }

    private Path raw(String name) {
        return folder.resolveSibling(folder.getFileName() + "-raw").resolve(name);
    }

    private void register(SourceCluster source) throws SQLException {
        for (Storage region : regions) {
            ClusterRepository.register(
                    region,
                    ClusterRegistration.of(
                            keys(source),
                            18,
                            source.segmentBytes(),
                            Clock.systemUTC().instant()));
        }
        if (savedTo.equals(Lsn.ZERO)) {
            savedTo = source.flushed();
        }
    }

    /** Puts the WAL since the last time into all regions: full segments, and what there is of the last one as a slice. */
    public void saveWal(SourceCluster source) throws SQLException, IOException {
        saveWal(source, regions);
    }

    public void saveWal(SourceCluster source, List<Storage> into) throws SQLException, IOException {
        Lsn flushed = source.flushed();
        int timeline = source.timeline();
        int size = source.segmentBytes();
        WalSegment segment = WalSegment.containing(timeline, savedTo, size);
        while (segment.start().isBefore(flushed)) {
            byte[] bytes = Files.readAllBytes(source.walFile(segment));
            Lsn from = Lsn.max(segment.start(), sliced(source, segment));
            if (!flushed.isBefore(segment.end())) {
                put(source, into, WalObject.segment(segment, ByteBuffer.wrap(bytes)));
            } else if (from.isBefore(flushed)) {
                int offset = (int) from.minus(segment.start());
                put(source, into, WalObject.slice(segment, from, ByteBuffer.wrap(bytes, offset, (int)
                        flushed.minus(from))));
            }
            segment = segment.next();
        }
        savedTo = flushed;
    }

    /** Where the slices of a segment end in the first region. */
    private Lsn sliced(SourceCluster source, WalSegment segment) throws SQLException {
        String prefix = keys(source).slices(segment.name());
        try (var slices = regions.getLast().list(prefix)) {
            return slices.map(object -> object.key().substring(prefix.length() + 17, prefix.length() + 33))
                    .map(to -> new Lsn(Long.parseUnsignedLong(to, 16)))
                    .reduce(segment.start(), Lsn::max);
        }
    }

    /** The history of the timeline that the source is on. */
    public void saveHistory(SourceCluster source) throws SQLException, IOException {
        int timeline = source.timeline();
        byte[] history = Files.readAllBytes(
                source.dataDirectory().resolve("pg_wal").resolve("%08X.history".formatted(timeline)));
        put(source, regions, WalObject.history(timeline, history));
        String text = new String(history, StandardCharsets.US_ASCII).strip();
        savedTo = Lsn.parse(
                text.lines().reduce((earlier, later) -> later).orElseThrow().split("\t", -1)[1]);
    }

    private static void put(SourceCluster source, List<Storage> regions, WalObject object) throws SQLException {
        for (Storage region : regions) {
            new WalWriter(region, keys(source)).put(object);
        }
    }

    public List<Storage> regions() {
        return List.copyOf(regions);
    }

    /** Files of a region whose path ends so, ascending. */
    public List<Path> objects(RegionName region, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(root(region))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** Flips one bit in the middle of a file. */
    public static void flipBit(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x10;
        Files.delete(file);
        Files.write(file, bytes);
    }
}
