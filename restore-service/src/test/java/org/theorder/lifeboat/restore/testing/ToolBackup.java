package org.theorder.lifeboat.restore.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.repository.backup.Archive;
import org.theorder.lifeboat.repository.backup.BackupBeginning;
import org.theorder.lifeboat.repository.backup.BackupEnd;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.BackupWriter;
import org.theorder.lifeboat.repository.backup.SealedBackup;
import org.theorder.lifeboat.repository.backup.WriterSettings;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.manifest.ManifestReader;
import org.theorder.lifeboat.repository.manifest.ManifestSummary;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.servers.test.PostgresTools;

/** A full or incremental backup by pg_basebackup, whose tar files are put into the repository as the server sent them. */
final class ToolBackup {
    private final PostgresTools tools;
    private final SourceCluster source;
    private final ClusterKeys keys;

    ToolBackup(PostgresTools tools, SourceCluster source, ClusterKeys keys) {
        this.tools = tools;
        this.source = source;
        this.keys = keys;
    }

    /** @param into absent; stays there, because the next incremental needs the manifest */
    BackupMarker take(
            List<Storage> regions,
            Path into,
            @Nullable BackupMarker parent,
            @Nullable Path parentFolder,
            BaseBackup.WalSaver wal)
            throws SQLException, IOException, InterruptedException {
        Instant startedAt = Clock.systemUTC().instant();
        List<String> arguments = new ArrayList<>(List.of(
                "--host=127.0.0.1",
                "--port=" + source.server().port(),
                "--username=postgres",
                "--format=tar",
                "--wal-method=none",
                "--checkpoint=fast",
                "--no-sync",
                "--pgdata=" + into));
        if (parentFolder != null) {
            arguments.add("--incremental=" + parentFolder.resolve("backup_manifest"));
        }
        tools.run(Map.of("PGPASSWORD", source.server().password()), "pg_basebackup", arguments);
        ManifestSummary.WalRange range = range(into.resolve("backup_manifest"));
        BackupKind kind = parent == null ? BackupKind.FULL : BackupKind.INCREMENTAL;
        BackupBeginning beginning = new BackupBeginning(
                BackupIds.next(startedAt, kind, Optional.empty()),
                keys,
                kind,
                parent == null ? null : parent.backup(),
                180_006,
                source.segmentBytes(),
                range.timeline(),
                range.start(),
                startedAt,
                ChecksumAlgorithm.CRC32C,
                true);
        try (BackupWriter writer =
                BackupWriter.begin(beginning, regions, WriterSettings.defaults(), Clock.systemUTC())) {
            for (Path tar : tars(into)) {
                String name = tar.getFileName().toString();
                writer.beginArchive(Archive.ofServer(name, location(name)));
                pour(tar, writer::write);
            }
            pour(into.resolve("backup_manifest"), writer::writeManifest);
            SealedBackup sealed = writer.seal(new BackupEnd(range.timeline(), range.end()));
            wal.save();
            return sealed.commit(sealed.regions()).marker();
        }
    }

    private static ManifestSummary.WalRange range(Path manifest) throws IOException {
        try (InputStream in = Files.newInputStream(manifest)) {
            return ManifestReader.read(in, file -> {}).walRanges().getFirst();
        }
    }

    /** Tablespaces first, the data directory last, as the server sends them. */
    private static List<Path> tars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tar"))
                    .sorted()
                    .toList();
        }
    }

    private String location(String tar) throws IOException {
        String oid = tar.replace(".tar", "");
        if (oid.equals("base")) {
            return "";
        }
        Path link = source.dataDirectory().resolve("pg_tblspc").resolve(oid);
        return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : "pg_tblspc/" + oid;
    }

    /** Takes bytes. */
    private interface Target {
        void take(ByteBuffer bytes);
    }

    private static void pour(Path file, Target target) throws IOException {
        byte[] buffer = new byte[1 << 18];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                target.take(ByteBuffer.wrap(buffer, 0, count));
            }
        }
    }
}
