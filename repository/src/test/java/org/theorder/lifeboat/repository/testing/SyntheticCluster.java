package org.theorder.lifeboat.repository.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.Archive;
import org.theorder.lifeboat.repository.backup.BackupBeginning;
import org.theorder.lifeboat.repository.backup.BackupEnd;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.DataPath;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;

/**
 * What a PostgreSQL server would send in a base backup: tar streams (made by commons-compress, so by other code than reads
 * them) and a manifest. Files are the caller's, plus the pg_control and backup_label that every backup has.
 */
public final class SyntheticCluster {
    public static final ClusterKeys KEYS =
            new ClusterKeys(new ClusterName("shop"), new SystemIdentifier(0xF000_0000_1234_5678L));
    public static final Lsn START = Lsn.parse("0/2000028");
    public static final Lsn STOP = Lsn.parse("0/2000158");
    public static final Instant STARTED = Instant.parse("2026-11-22T02:00:00.123Z");
    public static final BackupId BACKUP = new BackupId("20261122T020000123Z-full");

    private static final int CONTROL_DATA = 288;

    private final Map<String, Map<String, byte[]>> archives = new LinkedHashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();
    private final Set<String> inPlace = new HashSet<>();
    private final BackupId id;
    private final Lsn start;
    private final @Nullable SyntheticCluster parent;

    public SyntheticCluster() {
        this(BACKUP, START, null);
    }

    private SyntheticCluster(BackupId id, Lsn start, @Nullable SyntheticCluster parent) {
        this.id = id;
        this.start = start;
        this.parent = parent;
        archives.put("base", new LinkedHashMap<>());
        file("backup_label", backupLabel());
        file("PG_VERSION", "18\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** What the server sends as the incremental that follows this backup; an hour and 16 MiB of WAL later. */
    public SyntheticCluster next() {
        Instant later = startedAt().plus(Duration.ofHours(1));
        return new SyntheticCluster(
                BackupIds.next(later, BackupKind.INCREMENTAL, Optional.empty()), start.plus(16 << 20), this);
    }

    public BackupId id() {
        return id;
    }

    private Instant startedAt() {
        return parent == null ? STARTED : parent.startedAt().plus(Duration.ofHours(1));
    }

    private Lsn stop() {
        return start.plus(STOP.minus(START));
    }

    /** A cluster with many small files, some larger than a small part, an empty one, and odd sizes. */
    public static SyntheticCluster typical(long seed) {
        Random random = new Random(seed);
        SyntheticCluster cluster = new SyntheticCluster();
        for (int number = 0; number < 40; number++) {
            cluster.file("base/1/" + (1000 + number), content(random, random.nextInt(30_000)));
        }
        cluster.file("base/5/16384", content(random, 40 * 8192));
        cluster.file("base/5/16385", content(random, 300_001));
        cluster.file("base/5/16386", new byte[0]);
        cluster.file("base/5/ümläut", content(random, 511));
        cluster.file("pg_xact/0000", content(random, 8192));
        cluster.file("postgresql.auto.conf", "# nothing\n".getBytes(StandardCharsets.US_ASCII));
        return cluster;
    }

    /** Bytes that compress about as pages do. */
    public static byte[] content(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (int position = 0; position < length; position++) {
            if (position % 4 != 0) {
                bytes[position] = (byte) (position >>> 6);
            }
        }
        return bytes;
    }

    /** @param path as {@link DataPath} has it: a NUL and hexadecimal bytes for a name that is not UTF-8 */
    public SyntheticCluster file(String path, byte[] content) {
        return file("base", path, content);
    }

    /** @param archive {@code base} or a tablespace's oid */
    public SyntheticCluster file(String archive, String path, byte[] content) {
        archives.computeIfAbsent(archive, name -> new LinkedHashMap<>()).put(path, content);
        return this;
    }

    /** Makes a tablespace one that is a plain directory in pg_tblspc. */
    public SyntheticCluster inPlace(String oid) {
        inPlace.add(oid);
        return this;
    }

    /** The archive as the server announces it. */
    public Archive archive(String name) {
        return name.equals("base")
                ? Archive.base()
                : Archive.tablespace(name, inPlace.contains(name) ? "pg_tblspc/" + name : "/srv/tablespaces/" + name);
    }

    /** A symbolic link in the base, as the server sends it when not asked for a tablespace_map. */
    public SyntheticCluster link(String path, String target) {
        links.put(path, target);
        return this;
    }

    /** Archives by name, with all files that a restore must bring back. */
    public Map<String, Map<String, byte[]>> files() {
        Map<String, Map<String, byte[]>> all = new LinkedHashMap<>();
        archives.forEach((name, files) -> all.put(name, new LinkedHashMap<>(files)));
        Map<String, byte[]> base = all.get("base");
        byte[] control = base.remove("global/pg_control");
        // PostgreSQL sends it last
        base.put("global/pg_control", control == null ? pgControl() : control);
        return all;
    }

    public BackupBeginning beginning() {
        return beginning(ChecksumAlgorithm.CRC32C);
    }

    public BackupBeginning beginning(ChecksumAlgorithm algorithm) {
        return beginning(id, algorithm);
    }

    /** For one more backup of the same cluster. */
    public BackupBeginning beginning(BackupId backup, ChecksumAlgorithm algorithm) {
        return new BackupBeginning(
                backup,
                KEYS,
                parent == null ? BackupKind.FULL : BackupKind.INCREMENTAL,
                parent == null ? null : parent.id,
                180006,
                16 << 20,
                1,
                start,
                startedAt(),
                algorithm,
                true);
    }

    public BackupEnd end() {
        return new BackupEnd(1, stop());
    }

    /** The tar stream of an archive. */
    public byte[] tar(String archive) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512, "ISO-8859-1")) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
            Map<String, Boolean> directories = new LinkedHashMap<>();
            for (Map.Entry<String, byte[]> file : files().get(archive).entrySet()) {
                putParents(tar, directories, file.getKey());
                TarArchiveEntry entry = new TarArchiveEntry(tarName(file.getKey()));
                entry.setSize(file.getValue().length);
                entry.setMode(0600);
                put(tar, entry, file.getValue());
            }
            if (archive.equals("base")) {
                for (Map.Entry<String, String> link : links.entrySet()) {
                    TarArchiveEntry entry = new TarArchiveEntry(link.getKey(), TarConstants.LF_SYMLINK);
                    entry.setLinkName(link.getValue());
                    put(tar, entry, new byte[0]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The bytes of a name, each as a character, because the tar is written as ISO-8859-1. */
    private static String tarName(String path) {
        byte[] bytes = DataPath.isRaw(path)
                ? HexFormat.of().parseHex(DataPath.hex(path))
                : path.getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String manifestName(String prefix, String path) {
        return DataPath.isRaw(path)
                ? "\"Encoded-Path\": \"" + DataPath.hex(path) + "\""
                : "\"Path\": \"" + prefix + path.replace("\t", "\\t") + "\"";
    }

    private static void putParents(TarArchiveOutputStream tar, Map<String, Boolean> done, String path)
            throws IOException {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            String directory = path.substring(0, slash) + "/";
            if (done.put(directory, true) == null) {
                TarArchiveEntry entry = new TarArchiveEntry(tarName(directory));
                entry.setMode(0700);
                put(tar, entry, new byte[0]);
            }
        }
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content) throws IOException {
        entry.setModTime(STARTED.toEpochMilli());
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    public byte[] manifest() {
        return manifest(ChecksumAlgorithm.CRC32C);
    }

    /** In the form of PostgreSQL 17 and later. */
    public byte[] manifest(ChecksumAlgorithm algorithm) {
        StringBuilder text = new StringBuilder("{ \"PostgreSQL-Backup-Manifest-Version\": 2,\n\"System-Identifier\": ")
                .append(KEYS.systemIdentifier())
                .append(",\n\"Files\": [");
        String separator = "\n";
        for (Map.Entry<String, Map<String, byte[]>> archive : files().entrySet()) {
            String prefix = archive.getKey().equals("base") ? "" : "pg_tblspc/" + archive.getKey() + "/";
            for (Map.Entry<String, byte[]> file : archive.getValue().entrySet()) {
                text.append(separator)
                        .append("{ ")
                        .append(manifestName(prefix, file.getKey()))
                        .append(", \"Size\": ")
                        .append(file.getValue().length)
                        .append(", \"Last-Modified\": \"2026-11-22 02:00:00 GMT\"");
                if (algorithm != ChecksumAlgorithm.NONE) {
                    text.append(", \"Checksum-Algorithm\": \"")
                            .append(algorithm.wireName())
                            .append("\", \"Checksum\": \"")
                            .append(checksum(algorithm, file.getValue()))
                            .append('"');
                }
                text.append(" }");
                separator = ",\n";
            }
        }
        text.append("\n],\n\"WAL-Ranges\": [\n{ \"Timeline\": 1, \"Start-LSN\": \"")
                .append(start)
                .append("\", \"End-LSN\": \"")
                .append(stop())
                .append("\" }\n],\n");
        return signed(text.toString());
    }

    /** Appends the manifest's own checksum. */
    public static byte[] signed(String manifest) {
        String digest = HexFormat.of().formatHex(sha("SHA-256", manifest.getBytes(StandardCharsets.UTF_8)));
        return (manifest + "\"Manifest-Checksum\": \"" + digest + "\"}\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String checksum(ChecksumAlgorithm algorithm, byte[] content) {
        if (algorithm == ChecksumAlgorithm.CRC32C) {
            CRC32C crc = new CRC32C();
            crc.update(content);
            return HexFormat.of().toHexDigits(Integer.reverseBytes((int) crc.getValue()));
        }
        return HexFormat.of().formatHex(sha("SHA-" + algorithm.name().substring(3), content));
    }

    private static byte[] sha(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As on PostgreSQL 13 to 17: fields, then their CRC at offset 288. */
    public static byte[] pgControl() {
        ByteBuffer control = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        control.putLong(KEYS.systemIdentifier().value()).putInt(1300).putInt(202307071);
        for (int position = 16; position < CONTROL_DATA; position++) {
            control.put(position, (byte) (position * 7));
        }
        CRC32C crc = new CRC32C();
        crc.update(control.array(), 0, CONTROL_DATA);
        return control.putInt(CONTROL_DATA, (int) crc.getValue()).array();
    }

    private byte[] backupLabel() {
        return ("START WAL LOCATION: " + start + " (file 000000010000000000000002)\n"
                        + "CHECKPOINT LOCATION: 0/2000080\nBACKUP METHOD: streamed\nBACKUP FROM: primary\n"
                        + "START TIME: 2026-11-22 02:00:00 UTC\nLABEL: lifeboat\nSTART TIMELINE: 1\n"
                        + (parent == null
                                ? ""
                                : "INCREMENTAL FROM LSN: " + parent.start + "\nINCREMENTAL FROM TLI: 1\n"))
                .getBytes(StandardCharsets.US_ASCII);
    }
}
