package org.theorder.lifeboat.restore.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.Archive;
import org.theorder.lifeboat.repository.backup.BackupBeginning;
import org.theorder.lifeboat.repository.backup.BackupEnd;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.BackupWriter;
import org.theorder.lifeboat.repository.backup.SealedBackup;
import org.theorder.lifeboat.repository.backup.WriterSettings;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.manifest.FileChecksum;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.SealRange;
import org.theorder.lifeboat.repository.wal.WalSealer;

/**
 * A base backup of a running server as BASE_BACKUP would send it: {@code pg_backup_start}, tar of the data directory,
 * {@code pg_backup_stop}, manifest. Stands in for backup-service, which this module does not know.
 */
final class BaseBackup {
    private static final Set<String> EMPTY = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");
    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init");

    private final SourceCluster source;
    private final ClusterKeys keys;
    private final WriterSettings settings;
    private final List<String> manifest = new ArrayList<>();
    private BackupWriter writer;
    private TarArchiveOutputStream tar;
    private String prefix = "";

    BaseBackup(SourceCluster source, ClusterKeys keys, Encryption encryption) {
        this.source = source;
        this.keys = keys;
        this.settings = WriterSettings.defaults().withEncryption(encryption);
    }

    /** Saves WAL. */
    interface WalSaver {
        void save() throws SQLException, IOException;
    }

    /** @param wal is called when the backup's last WAL has been flushed, before the backup is committed */
    BackupMarker take(List<Storage> regions, WalSaver wal) throws SQLException, IOException {
        Clock clock = Clock.systemUTC();
        Instant startedAt = clock.instant();
        int timeline = source.timeline();
        try (Connection connection = source.connect("postgres")) {
            Lsn start = Lsn.parse(one(connection, "select pg_backup_start('test', fast => true)"));
            BackupBeginning beginning = new BackupBeginning(
                    BackupIds.next(startedAt, BackupKind.FULL, Optional.empty()),
                    keys,
                    BackupKind.FULL,
                    null,
                    180_006,
                    source.segmentBytes(),
                    timeline,
                    start,
                    startedAt,
                    ChecksumAlgorithm.CRC32C,
                    true);
            try (BackupWriter open = BackupWriter.begin(beginning, regions, settings, clock)) {
                writer = open;
                return take(connection, beginning, regions, wal);
            }
        }
    }

    private BackupMarker take(Connection connection, BackupBeginning beginning, List<Storage> regions, WalSaver wal)
            throws SQLException, IOException {
        int timeline = beginning.timeline();
        for (Path tablespace : children(source.dataDirectory().resolve("pg_tblspc"))) {
            boolean link = Files.isSymbolicLink(tablespace);
            if (link) {
                String oid = tablespace.getFileName().toString();
                begin(Archive.tablespace(oid, Files.readSymbolicLink(tablespace).toString()), "pg_tblspc/" + oid + "/");
                addChildren(tablespace.toRealPath(), "");
                tar.finish();
            }
        }
        begin(Archive.base(), "");
        addChildren(source.dataDirectory(), "");
        byte[] control = Files.readAllBytes(source.dataDirectory().resolve("global/pg_control"));
        Lsn stop;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from pg_backup_stop(wait_for_archive => false)")) {
            row.next();
            stop = Lsn.parse(row.getString("lsn"));
            add("backup_label", row.getString("labelfile").getBytes(StandardCharsets.UTF_8));
            String map = row.getString("spcmapfile");
            if (map != null && !map.isEmpty()) {
                add("tablespace_map", map.getBytes(StandardCharsets.UTF_8));
            }
        }
        add("global/pg_control", control);
        tar.finish();
        writer.writeManifest(
                ByteBuffer.wrap(manifest(timeline, beginning.startLsn(), stop).getBytes(StandardCharsets.UTF_8)));
        SealedBackup sealed = writer.seal(new BackupEnd(timeline, stop));
        wal.save();
        sealed.sealWal(sealOfWal(beginning, stop, regions));
        return sealed.commit(sealed.regions()).marker();
    }

    private WalSealer.@Nullable Sealed sealOfWal(BackupBeginning beginning, Lsn stop, List<Storage> regions) {
        SealRange.Position from = new SealRange.Position(beginning.timeline(), beginning.startLsn());
        SealRange.Position to = new SealRange.Position(beginning.timeline(), stop);
        return new WalSealer(keys, beginning.walSegmentBytes())
                .seal(
                        beginning.id(),
                        SealRange.of(from, to, Optional.empty(), Optional.empty()),
                        regions.stream()
                                .map(region -> new WalSealer.Source(region, _ -> Optional.empty()))
                                .toList())
                .sealed();
    }

    private void begin(Archive archive, String manifestPrefix) {
        writer.beginArchive(archive);
        prefix = manifestPrefix;
        tar = new TarArchiveOutputStream(new OutputStream() {
            @Override
            public void write(int value) {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writer.write(ByteBuffer.wrap(bytes, offset, length));
            }
        });
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted().toList();
        }
    }

    private void addChildren(Path directory, String path) throws IOException {
        for (Path child : children(directory)) {
            String name = child.getFileName().toString();
            String childPath = path + name;
            if (LEFT_OUT.contains(name) || name.startsWith("pgsql_tmp") || childPath.equals("global/pg_control")) {
                continue;
            }
            if (Files.isSymbolicLink(child)) {
                TarArchiveEntry link = new TarArchiveEntry(childPath, TarConstants.LF_SYMLINK);
                link.setLinkName(Files.readSymbolicLink(child).toString());
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                TarArchiveEntry entry = new TarArchiveEntry(childPath + "/");
                entry.setMode(0700);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
                if (!EMPTY.contains(childPath)) {
                    addChildren(child, childPath + "/");
                }
            } else {
                addFile(child, childPath);
            }
        }
    }

    /** A file that changes while it is read is sent in the size that it had at first, as PostgreSQL does. */
    private void addFile(Path file, String path) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            add(path, in, Files.size(file));
        } catch (NoSuchFileException e) {
            // dropped meanwhile
        }
    }

    private void add(String path, byte[] content) throws IOException {
        add(path, new ByteArrayInputStream(content), content.length);
    }

    private void add(String path, InputStream content, long size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(size);
        entry.setMode(0600);
        entry.setModTime(Date.from(Instant.EPOCH));
        tar.putArchiveEntry(entry);
        FileChecksum checksum = ChecksumAlgorithm.CRC32C.start();
        byte[] buffer = new byte[1 << 16];
        for (long left = size; left > 0; ) {
            int count = content.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
            if (count == 0) {
                Arrays.fill(buffer, (byte) 0);
                count = (int) Math.min(buffer.length, left);
            }
            tar.write(buffer, 0, count);
            checksum.update(ByteBuffer.wrap(buffer, 0, count));
            left -= count;
        }
        tar.closeArchiveEntry();
        manifest.add(
                "{ \"Path\": \"%s%s\", \"Size\": %d, \"Last-Modified\": \"1970-01-01 00:00:00 GMT\", \"Checksum-Algorithm\": \"CRC32C\", \"Checksum\": \"%s\" }"
                        .formatted(prefix, path, size, checksum.finish()));
    }

    private String manifest(int timeline, Lsn start, Lsn stop) {
        String text = "{ \"PostgreSQL-Backup-Manifest-Version\": 2,\n\"System-Identifier\": " + keys.systemIdentifier()
                + ",\n\"Files\": [\n" + String.join(",\n", manifest)
                + "\n],\n\"WAL-Ranges\": [\n{ \"Timeline\": " + timeline + ", \"Start-LSN\": \"" + start
                + "\", \"End-LSN\": \"" + stop + "\" }\n],\n";
        byte[] checksum = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return text + "\"Manifest-Checksum\": \"" + HexFormat.of().formatHex(checksum) + "\"}\n";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
