package org.theorder.lifeboat.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.Unchecked;

class FileStorageTest extends StorageContract {
    private static final RegionName REGION = new RegionName("dr");

    @TempDir
    Path directory;

    @Override
    protected Storage emptyRegion() {
        return FileStorage.initialize(root(), REGION, Backups.CLOCK);
    }

    private Path root() {
        return directory.resolve("region");
    }

    @Override
    protected void makeUnreachable() {
        try {
            Files.move(root(), directory.resolve("elsewhere"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anInitializedRegionIsOpened() {
        assertThat(FileStorage.open(root()).region()).isEqualTo(REGION);
        assertThat(FileStorage.initialize(root(), REGION, Backups.CLOCK).region())
                .isEqualTo(REGION);
    }

    @Test
    void aMissingRootOrParentIsUnreachable() {
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> FileStorage.open(directory.resolve("none")));
        assertFails(
                ErrorCode.STORE_UNREACHABLE,
                () -> FileStorage.initialize(directory.resolve("none/none"), REGION, Backups.CLOCK));
    }

    @Test
    void anUnmountedDirectoryIsUnreachableAndNotEmpty() throws IOException {
        makeUnreachable();
        Files.createDirectory(root());

        assertFails(ErrorCode.STORE_UNREACHABLE, () -> storage().find("wal/segment"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> storage().create("wal/segment", Content.of("x")));
        assertThat(root()).isEmptyDirectory();
    }

    @Test
    void anotherRegionsDirectoryIsRefused() {
        assertFails(
                ErrorCode.CONFIGURATION_INVALID,
                () -> FileStorage.initialize(root(), new RegionName("primary"), Backups.CLOCK));
    }

    @Test
    void aNewerFormatIsRefusedAndDamageIsCalledDamage() throws IOException {
        Path description = root().resolve("lifeboat.json");
        String json = Files.readString(description);

        Files.writeString(description, Unchecked.document(json).replace("\"format\" : 1", "\"format\" : 2"));
        assertFails(ErrorCode.CONFIGURATION_INVALID, () -> FileStorage.open(root()));

        Files.writeString(description, json.substring(0, json.length() / 2));
        assertFails(ErrorCode.CORRUPT, () -> FileStorage.open(root()));
    }

    @Test
    void nothingIsLeftOfAWriterButItsObject() throws IOException {
        storage().create("a/object", Content.of("hello"));
        storage().create("a/object", Content.of("hello"));
        assertFails(ErrorCode.OBJECT_CONFLICT, () -> storage().create("a/object", Content.of("other")));

        assertThat(root().resolve(FileStorage.INCOMING)).isEmptyDirectory();
    }

    @Test
    void whatADeadWriterLeftIsInvisibleAndIsCollectedWhenItIsOld() throws IOException {
        Path incoming = Files.createDirectories(root().resolve(FileStorage.INCOMING));
        Path old = Files.writeString(incoming.resolve("dead"), "half an obj");
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2026-11-20T00:00:00Z")));
        Path fresh = Files.writeString(incoming.resolve("living"), "half an obj");

        assertThat(keys("")).containsExactly("lifeboat.json");
        assertThat(storage().folders("").toList()).isEmpty();
        Abandoned removed = storage().collectAbandoned(Instant.parse("2026-11-21T00:00:00Z"));

        assertThat(removed).isEqualTo(new Abandoned(1, 11));
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void strangersInTheDirectoryAreNotObjects() throws IOException {
        Files.createDirectories(root().resolve("lost+found"));
        Files.createDirectories(root().resolve("clusters/.snapshot"));
        Files.createSymbolicLink(root().resolve("link"), Path.of("/etc/passwd"));

        assertThat(keys("")).containsExactly("lifeboat.json");
        assertThat(storage().find("link")).isEmpty();
        assertFails(ErrorCode.NOT_FOUND, () -> storage().open("link"));
    }

    @Test
    void emptyFoldersGoWithTheirLastObject() throws IOException {
        storage().create("a/b/c/object", Content.of("x"));
        storage().delete("a/b/c/object");

        try (Stream<Path> left = Files.list(root())) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("lifeboat.json", FileStorage.INCOMING);
        }
    }
}
