package org.theorder.lifeboat.repository.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.layout.DataPath;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;

/**
 * Reads PostgreSQL's backup_manifest, of any length in little memory, and checks its own checksum. Source: PostgreSQL
 * documentation, "Backup Manifest Format".
 */
public final class ManifestReader {
    private static final Pattern CHECKSUM_LINE = Pattern.compile("\"Manifest-Checksum\": \"([0-9a-f]{64})\"}\n");
    private static final int MOST_WAL_RANGES = 100_000;

    private final Consumer<ManifestFile> files;
    private final List<ManifestSummary.WalRange> walRanges = new ArrayList<>();
    private int version;
    private @Nullable SystemIdentifier systemIdentifier;
    private long fileCount;

    private ManifestReader(Consumer<ManifestFile> files) {
        this.files = files;
    }

    /**
     * Reads a manifest to its end.
     *
     * @param files told each file as it is read; not to be trusted before this method returns
     * @throws LifeboatException CORRUPT if it is malformed or its checksum is wrong
     */
    public static ManifestSummary read(InputStream in, Consumer<ManifestFile> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            LineDigestInputStream lines = new LineDigestInputStream(in, digest);
            ManifestReader reader = new ManifestReader(files);
            try (JsonParser parser = RepositoryJson.factory().createParser(lines)) {
                reader.document(parser);
            }
            checkDigest(lines.lastLine(), digest.digest());
            return new ManifestSummary(
                    reader.version, reader.systemIdentifier, reader.fileCount, List.copyOf(reader.walRanges));
        } catch (IOException e) {
            throw corrupt(RepositoryJson.reason(e), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static void checkDigest(String lastLine, byte[] actual) {
        Matcher matcher = CHECKSUM_LINE.matcher(lastLine);
        if (!matcher.matches()) {
            throw corrupt("its last line is not a Manifest-Checksum", null);
        }
        if (!matcher.group(1).equals(HexFormat.of().formatHex(actual))) {
            throw corrupt("its Manifest-Checksum does not match its content", null);
        }
    }

    private void document(JsonParser parser) throws IOException {
        expect(parser.nextToken() == JsonToken.START_OBJECT, "it is not an object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "PostgreSQL-Backup-Manifest-Version" -> version = (int) number(parser);
                case "System-Identifier" -> systemIdentifier = identifier(parser.getText());
                case "Files" -> elements(parser, () -> file(parser));
                case "WAL-Ranges" -> elements(parser, () -> walRange(parser));
                case "Manifest-Checksum" -> text(parser);
                default -> throw new IOException("it has a field that PostgreSQL does not write");
            }
        }
        expect(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null, "more follows behind it");
        expect(version == 1 || version == 2, "it has a version that this release does not know");
        expect(version == 1 || systemIdentifier != null, "it has no system identifier");
    }

    /** Reads one element of an array. */
    @FunctionalInterface
    private interface Element {
        void read() throws IOException;
    }

    private static void elements(JsonParser parser, Element element) throws IOException {
        expect(parser.currentToken() == JsonToken.START_ARRAY, "something in it should be an array");
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            element.read();
        }
        expect(parser.currentToken() == JsonToken.END_ARRAY, "an array in it holds something else than objects");
    }

    private void file(JsonParser parser) throws IOException {
        String path = null;
        long size = -1;
        ChecksumAlgorithm algorithm = ChecksumAlgorithm.NONE;
        String checksum = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "Path" -> path = DataPath.checked(text(parser));
                case "Encoded-Path" -> path = DataPath.ofHex(text(parser));
                case "Size" -> size = number(parser);
                case "Last-Modified" -> text(parser);
                case "Checksum-Algorithm" -> algorithm = ChecksumAlgorithm.named(text(parser));
                case "Checksum" -> checksum = hex(text(parser));
                default -> throw new IOException("a file in it has a field that PostgreSQL does not write");
            }
        }
        expect(parser.currentToken() == JsonToken.END_OBJECT, "a file in it is malformed");
        if (path == null) {
            throw new IOException("a file in it has no path");
        }
        expect(size >= 0, "a file in it has no size");
        expect(checksum.length() == 2 * algorithm.bytes(), "a checksum in it has a wrong length");
        fileCount++;
        files.accept(new ManifestFile(path, size, algorithm, checksum));
    }

    private void walRange(JsonParser parser) throws IOException {
        long timeline = 0;
        Lsn start = null;
        Lsn end = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "Timeline" -> timeline = number(parser);
                case "Start-LSN" -> start = lsn(text(parser));
                case "End-LSN" -> end = lsn(text(parser));
                default -> throw new IOException("a WAL range in it has a field that PostgreSQL does not write");
            }
        }
        expect(parser.currentToken() == JsonToken.END_OBJECT, "a WAL range in it is malformed");
        if (start == null || end == null) {
            throw new IOException("a WAL range in it has no start or end");
        }
        expect(timeline > 0 && timeline <= 0xFFFFFFFFL, "a WAL range in it has an impossible timeline");
        expect(walRanges.size() < MOST_WAL_RANGES, "it has far too many WAL ranges");
        walRanges.add(new ManifestSummary.WalRange((int) timeline, start, end));
    }

    private static SystemIdentifier identifier(String text) throws IOException {
        try {
            return SystemIdentifier.parse(text);
        } catch (LifeboatException e) {
            throw new IOException("its system identifier is malformed", e);
        }
    }

    private static Lsn lsn(String text) throws IOException {
        try {
            return Lsn.parse(text);
        } catch (LifeboatException e) {
            throw new IOException("a WAL range in it has a malformed position", e);
        }
    }

    private static String text(JsonParser parser) throws IOException {
        expect(parser.currentToken() == JsonToken.VALUE_STRING, "something in it should be a text");
        return parser.getText();
    }

    private static long number(JsonParser parser) throws IOException {
        expect(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, "something in it should be a number");
        return parser.getLongValue();
    }

    private static String hex(String text) throws IOException {
        try {
            return HexFormat.of().formatHex(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            throw new IOException("a checksum in it is not hexadecimal", e);
        }
    }

    private static void expect(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(otherwise);
        }
    }

    private static LifeboatException corrupt(String reason, @Nullable Throwable cause) {
        return new LifeboatException(ErrorCode.CORRUPT, "the backup manifest cannot be trusted: " + reason, cause);
    }
}
