package org.theorder.lifeboat.restore.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

class AllowedDirectoriesTest {
    @TempDir
    Path folder;

    private AllowedDirectories allowed = new AllowedDirectories(List.of());

    @BeforeEach
    void allow() throws IOException {
        allowed = new AllowedDirectories(List.of(Files.createDirectory(folder.resolve("restores"))));
    }

    private void assertRefused(String directory) {
        assertThatThrownBy(() -> allowed.checked(directory))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
    }

    @Test
    void pathBelowAnAllowedDirectoryPasses() {
        assertThat(allowed.checked(folder + "/restores/shop one/data"))
                .isEqualTo(folder.resolve("restores/shop one/data"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "relative/path",
                "/etc",
                "/etc/passwd",
                "//restores/x",
                "/tmp/../etc/x",
                "file:///tmp/x",
                "/tmp/\0x",
                "/tmp/a\nb",
                "/tmp/$(id)",
                "/tmp/a'b",
                "/tmp/%p",
                "/tmp/ä"
            })
    void hostilePathIsRefused(String directory) {
        assertRefused(directory);
        assertRefused(folder + "/restores/../" + directory);
    }

    @Test
    void allowedDirectoryItselfIsRefused() {
        assertRefused(folder + "/restores");
        assertRefused(folder + "/restores/");
        assertRefused(folder + "/restores/.");
        assertRefused(folder + "/restores/x/..");
        assertRefused(folder + "/restoresx/y");
    }

    @Test
    void symbolicLinkOnTheWayIsRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("restores/out"), Path.of("/etc"));
        assertRefused(folder + "/restores/out/x");
        assertRefused(folder + "/restores/out");
    }

    @Test
    void overlongPathIsRefused() {
        assertRefused(folder + "/restores/" + "x".repeat(600));
    }

    @Test
    void missingAllowedDirectoryIsSaid() {
        AllowedDirectories unmounted = new AllowedDirectories(List.of(folder.resolve("unmounted")));
        assertThatThrownBy(() -> unmounted.checked(folder + "/unmounted/x")).hasMessageContaining("mount it");
    }

    @Test
    void nothingIsAllowedWithoutConfiguration() {
        assertThatThrownBy(() -> new AllowedDirectories(List.of()).checked("/tmp/x"))
                .hasMessageContaining("lifeboat.restore.allowed-directories");
    }

    @Test
    void relativeRootIsAWrongConfiguration() {
        assertThatThrownBy(() -> new AllowedDirectories(List.of(Path.of("restores"))))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID));
    }
}
