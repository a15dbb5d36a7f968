package org.theorder.lifeboat.repository.restore;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.theorder.lifeboat.repository.layout.DataPath;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.manifest.FileChecksum;
import org.theorder.lifeboat.repository.manifest.ManifestFile;
import org.theorder.lifeboat.repository.manifest.ManifestSummary;

/**
 * Writes the {@code backup_manifest} of a combined backup, as pg_combinebackup does, so that pg_verifybackup can check the
 * restored directory. Source: PostgreSQL {@code src/bin/pg_combinebackup/write_manifest.c}.
 */
final class CombinedManifest implements AutoCloseable {
    static final String FILE = "backup_manifest";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ManifestSummary summary;
    private final MessageDigest digest;
    private final Writer out;
    private String separator = "\n";

    /** @param summary of the newest backup's manifest */
    CombinedManifest(Path file, ManifestSummary summary) throws IOException {
        this.summary = summary;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
        new PieceFile(file).close(); // with the rights that all files have
        out = new OutputStreamWriter(
                new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(file), digest)),
                StandardCharsets.UTF_8);
        out.write("{ \"PostgreSQL-Backup-Manifest-Version\": " + summary.version());
        if (summary.systemIdentifier() != null) {
            out.write(",\n\"System-Identifier\": " + summary.systemIdentifier());
        }
        out.write(",\n\"Files\": [");
    }

    /** A file that is as it was in the newest backup. */
    void whole(ManifestFile file, Instant modifiedAt) throws IOException {
        file(file.path(), file.size(), modifiedAt, file.algorithm(), file.checksum());
    }

    /** A file that was put together. */
    void rebuilt(String path, long size, Instant modifiedAt, int crc) throws IOException {
        file(path, size, modifiedAt, ChecksumAlgorithm.CRC32C, FileChecksum.Crc.text(crc));
    }

    /** A small file that the restore itself wrote. */
    void rewritten(String path, byte[] content, Instant modifiedAt) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(content);
        rebuilt(path, content.length, modifiedAt, (int) crc.getValue());
    }

    private void file(String path, long size, Instant modifiedAt, ChecksumAlgorithm algorithm, String checksum)
            throws IOException {
        out.write(separator);
        out.write("{ "
                + (DataPath.isRaw(path) ? "\"Encoded-Path\": \"" + DataPath.hex(path) : "\"Path\": \"" + escaped(path))
                + "\", \"Size\": " + size + ", \"Last-Modified\": \"" + TIME.format(modifiedAt) + '"');
        if (algorithm != ChecksumAlgorithm.NONE) {
            out.write(", \"Checksum-Algorithm\": \"" + algorithm.wireName() + "\", \"Checksum\": \"" + checksum + '"');
        }
        out.write(" }");
        separator = ",\n";
    }

    private static String escaped(String path) {
        StringBuilder text = new StringBuilder();
        path.chars().forEach(letter -> {
            if (letter == '"' || letter == '\\') {
                text.append('\\').append((char) letter);
            } else if (letter < ' ') {
                text.append("\\u%04x".formatted(letter));
            } else {
                text.append((char) letter);
            }
        });
        return text.toString();
    }

    /** Ends the manifest with the WAL that the backup needs and its own checksum. */
    void end() throws IOException {
        out.write("\n],\n\"WAL-Ranges\": [");
        separator = "\n";
        for (ManifestSummary.WalRange range : summary.walRanges()) {
            out.write(separator + "{ \"Timeline\": " + Integer.toUnsignedString(range.timeline())
                    + ", \"Start-LSN\": \"" + range.start() + "\", \"End-LSN\": \"" + range.end() + "\" }");
            separator = ",\n";
        }
        out.write("\n],\n");
        out.flush();
        out.write("\"Manifest-Checksum\": \"" + HexFormat.of().formatHex(digest.digest()) + "\"}\n");
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
