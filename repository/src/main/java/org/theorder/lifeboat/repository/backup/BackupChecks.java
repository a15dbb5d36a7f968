package org.theorder.lifeboat.repository.backup;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.compression.FrameOutput;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.manifest.ControlFile;
import org.theorder.lifeboat.repository.manifest.ManifestFile;
import org.theorder.lifeboat.repository.manifest.ManifestReader;
import org.theorder.lifeboat.repository.manifest.ManifestSummary;

/** What must hold before a backup may exist: the stream is what PostgreSQL's manifest, label and control file say. */
final class BackupChecks {
    /** WAL may come with the stream; the manifest does not list it. */
    private static final String WAL = "pg_wal/";

    private final BackupBeginning beginning;
    private final BackupEnd end;

    BackupChecks(BackupBeginning beginning, BackupEnd end) {
        this.beginning = beginning;
        this.end = end;
    }

    /** @throws LifeboatException CORRUPT with the first thing that does not hold */
    void run(StreamRecorder stream, FrameOutput.Frame manifest) {
        checkControlFile(ControlFile.check(stream.kept(ControlFile.PATH)));
        checkOrder(stream.files());
        checkLabel(BackupLabel.parse(stream.kept(BackupLabel.PATH)));
        checkManifest(stream, manifest);
    }

    private void checkControlFile(ControlFile control) {
        require(
                control.systemIdentifier().equals(beginning.keys().systemIdentifier()),
                "pg_control belongs to system " + control.systemIdentifier() + ", not to "
                        + beginning.keys().systemIdentifier());
    }

    /** pg_control must not be older than any page of the backup, so PostgreSQL reads it when it has sent all the others. */
    private void checkOrder(List<ReceivedFile> files) {
        ReceivedFile last = files.reversed().stream()
                .filter(file -> file.file().archive().equals(Archive.base().name())
                        && !file.manifestPath().startsWith(WAL))
                .findFirst()
                .orElseThrow();
        require(
                last.manifestPath().equals(ControlFile.PATH),
                "pg_control did not come last, but " + shown(last.manifestPath()));
    }

    private void checkLabel(BackupLabel label) {
        require(
                label.startLsn().equals(beginning.startLsn()) && label.timeline() == beginning.timeline(),
                "backup_label starts at " + label.startLsn() + " on timeline " + label.timeline()
                        + ", but the server announced " + beginning.startLsn() + " on " + beginning.timeline());
        require(
                (label.incrementalFrom() != null) == (beginning.kind() == BackupKind.INCREMENTAL),
                "a backup of kind " + beginning.kind() + " was asked for, but backup_label says "
                        + (label.incrementalFrom() == null
                                ? "that it is a full one"
                                : "that it builds on one that began at " + label.incrementalFrom()));
    }

    private void checkManifest(StreamRecorder stream, FrameOutput.Frame manifest) {
        Map<String, ReceivedFile> unlisted = HashMap.newHashMap(stream.files().size());
        for (ReceivedFile file : stream.files()) {
            require(
                    unlisted.put(file.manifestPath(), file) == null,
                    "the server sent " + shown(file.manifestPath()) + " twice");
        }
        try (InputStream in = Zstd.decompress(manifest.content().open(), manifest.rawBytes())) {
            ManifestSummary summary = ManifestReader.read(in, file -> compare(file, unlisted.remove(file.path())));
            checkSummary(summary);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "the manifest cannot be read back from memory", e);
        }
        unlisted.keySet().removeIf(path -> path.startsWith(WAL));
        require(
                unlisted.isEmpty(),
                "the server sent " + unlisted.size() + " files that its manifest does not name, for example "
                        + unlisted.keySet().stream()
                                .findFirst()
                                .map(BackupChecks::shown)
                                .orElse(""));
    }

    private void compare(ManifestFile expected, @Nullable ReceivedFile received) {
        String path = shown(expected.path());
        if (received == null) {
            throw corrupt(
                    "the manifest names " + path + ", but the server did not send it, or the manifest names it twice");
        }
        require(
                received.file().size() == expected.size(),
                path + " has " + received.file().size() + " bytes, but the manifest says " + expected.size());
        ChecksumAlgorithm asked = beginning.manifestChecksums();
        require(
                expected.algorithm() == asked,
                "the manifest has a checksum by " + expected.algorithm() + " for " + path + ", but " + asked
                        + " was computed while streaming: ask the server for it with MANIFEST_CHECKSUMS");
        require(received.checksum().equals(expected.checksum()), path + " does not match its checksum in the manifest");
    }

    private void checkSummary(ManifestSummary summary) {
        SystemIdentifier system = summary.systemIdentifier();
        require(
                system == null || system.equals(beginning.keys().systemIdentifier()),
                "the manifest belongs to system " + system);
        require(
                summary.walRanges().stream().anyMatch(range -> range.start().equals(beginning.startLsn()))
                        && summary.walRanges().stream()
                                .anyMatch(range -> range.end().equals(end.stopLsn())),
                "the manifest's WAL range is not " + beginning.startLsn() + " to " + end.stopLsn());
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw corrupt(otherwise);
        }
    }

    private LifeboatException corrupt(String reason) {
        return new LifeboatException(
                ErrorCode.CORRUPT, "backup " + beginning.id() + " is not kept: " + reason + "; take it again");
    }

    private static String shown(String path) {
        return path.replaceAll("\\p{Cntrl}", "?");
    }
}
