package org.theorder.lifeboat.repository.backup;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * The index as JSON, one line per element so that {@code grep} and {@code sed} find their way; streamed, because it may
 * be long.
 */
public final class IndexJson {
    private IndexJson() {}

    /** Writes the whole document; leaves the stream open. */
    static void write(BackupIndex index, Encoding encoding, OutputStream out) throws IOException {
        try (JsonGenerator json = RepositoryJson.factory().createGenerator(out)) {
            json.setPrettyPrinter(new LinePerElement());
            json.writeStartObject();
            json.writeNumberField("format", RegionDescription.FORMAT);
            json.writeStringField("encoding", encoding.wireName());
            json.writeStringField("backup", index.backup().value());
            write(json, "archives", index.archives());
            write(json, "parts", index.parts());
            write(
                    json,
                    "directories",
                    index.directories().stream().map(DirectoryLine::of).toList());
            write(json, "links", index.links());
            json.writeArrayFieldStart("files");
            for (IndexedFile file : index.files()) {
                RepositoryJson.write(json, FileLine.of(file));
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void write(JsonGenerator json, String name, List<?> elements) throws IOException {
        json.writeArrayFieldStart(name);
        for (Object element : elements) {
            RepositoryJson.write(json, element);
        }
        json.writeEndArray();
    }

    /**
     * Reads an index to its end.
     *
     * @throws LifeboatException CORRUPT if it is not one; CONFIGURATION_INVALID if it needs a newer release
     */
    public static BackupIndex read(InputStream in) {
        return read(in, SharedValues.none());
    }

    /** The same for one of several that are kept together, of which equal values are kept once. */
    public static BackupIndex read(InputStream in, SharedValues values) {
        try (JsonParser json = RepositoryJson.factory().createParser(in)) {
            return new Reading(json, values).document();
        } catch (IOException e) {
            throw corrupt(RepositoryJson.reason(e), e);
        }
    }

    private static LifeboatException corrupt(String reason, @Nullable Throwable cause) {
        return new LifeboatException(ErrorCode.CORRUPT, "the backup's index cannot be read: " + reason, cause);
    }

    /** One reading of a document. */
    private static final class Reading {
        private final JsonParser json;
        private final List<Archive> archives = new ArrayList<>();
        private final List<IndexedPart> parts = new ArrayList<>();
        private final List<IndexedDirectory> directories = new ArrayList<>();
        private final List<IndexedLink> links = new ArrayList<>();
        private final List<IndexedFile> files = new ArrayList<>();
        private final SharedValues values;
        /** So that a million files share one text for their archive. */
        private final Map<String, String> archiveNames = new HashMap<>();

        private final Map<String, Instant> times = new HashMap<>();

        Reading(JsonParser json, SharedValues values) {
            this.json = json;
            this.values = values;
        }

        BackupIndex document() throws IOException {
            String backup = "";
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw corrupt("it is not an object", null);
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "format" -> RegionDescription.checkFormat(json.getIntValue(), "the backup's index");
                    case "backup" -> backup = json.getText();
                    case "archives" -> elements(Archive.class, archives::add);
                    case "parts" -> elements(IndexedPart.class, parts::add);
                    case "directories" -> elements(DirectoryLine.class, line -> directories.add(line.directory()));
                    case "links" -> elements(IndexedLink.class, links::add);
                    case "files" -> elements(this::file);
                    default -> json.skipChildren(); // written by a later release
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw corrupt("it does not end where it should", null);
            }
            return new BackupIndex(backupId(backup), archives, parts, directories, links, files);
        }

        private static BackupId backupId(String text) {
            try {
                return new BackupId(text);
            } catch (LifeboatException e) {
                throw corrupt("it does not say whose it is", e);
            }
        }

        private <T> void elements(Class<T> type, Consumer<T> target) throws IOException {
            elements(() -> target.accept(RepositoryJson.read(json, type)));
        }

        private void elements(Element element) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw corrupt("something in it should be an array", null);
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                element.read();
            }
            if (json.currentToken() != JsonToken.END_ARRAY) {
                throw corrupt("an array in it holds something else than objects", null);
            }
        }

        /** Field by field, because there are as many as files in all backups of a chain. */
        private void file() throws IOException {
            String archive = null;
            String path = null;
            String encodedPath = null;
            long size = 0;
            String mode = null;
            Instant modifiedAt = null;
            List<IndexedFile.Segment> segments = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "archive" -> archive = archiveNames.computeIfAbsent(text(), values::of);
                    case "path" -> path = text();
                    case "encodedPath" -> encodedPath = text();
                    case "size" -> size = json.getLongValue();
                    case "mode" -> mode = text();
                    case "modifiedAt" -> modifiedAt = time(text());
                    case "segments" -> {
                        List<IndexedFile.Segment> read = new ArrayList<>(1);
                        elements(() -> read.add(segment()));
                        segments = read;
                    }
                    default -> json.skipChildren(); // written by a later release
                }
            }
            files.add(new FileLine(
                            FileLine.present(archive),
                            path,
                            encodedPath,
                            size,
                            FileLine.present(mode),
                            FileLine.present(modifiedAt),
                            FileLine.present(segments))
                    .file(values));
        }

        private IndexedFile.Segment segment() throws IOException {
            int part = 0;
            long offset = 0;
            long fileOffset = 0;
            long length = 0;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "part" -> part = json.getIntValue();
                    case "offset" -> offset = json.getLongValue();
                    case "fileOffset" -> fileOffset = json.getLongValue();
                    case "length" -> length = json.getLongValue();
                    default -> json.skipChildren();
                }
            }
            return new IndexedFile.Segment(part, offset, fileOffset, length);
        }

        private String text() throws IOException {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw corrupt("something in it should be a text", null);
            }
            return json.getText();
        }

        /** Many files were changed last when the database was made. */
        private Instant time(String text) {
            try {
                return requireNonNull(times.computeIfAbsent(text, each -> values.of(Instant.parse(each))));
            } catch (DateTimeParseException e) {
                throw corrupt("a time in it is none", e);
            }
        }
    }

    /** Reads one element of an array. */
    @FunctionalInterface
    private interface Element {
        void read() throws IOException;
    }
}
