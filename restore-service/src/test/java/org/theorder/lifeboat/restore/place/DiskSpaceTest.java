package org.theorder.lifeboat.restore.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Each file system is asked for what goes there, and for no more. */
class DiskSpaceTest {
    /** A file system of its own that never has room. */
    private static final Path FULL = Path.of("/proc");

    @TempDir
    Path folder;

    private DiskSpace.Share share(String directory, long bytes) {
        return new DiskSpace.Share(folder.resolve(directory), bytes);
    }

    private static void assertTooLittle(List<DiskSpace.Share> shares, long leaveFree, String named) {
        assertThatThrownBy(() -> DiskSpace.require(shares, leaveFree))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE))
                .hasMessageContaining(named)
                .hasMessageContaining("MB are free");
    }

    @Test
    void placesOnOneFileSystemAreAddedUp() throws IOException {
        long most = Files.getFileStore(folder).getTotalSpace();

        DiskSpace.require(List.of(share("shop/deeper", 1000), share("tablespace", 1000)), 1000);

        assertTooLittle(
                List.of(share("shop", most / 2 + 1), share("tablespace", most / 2 + 1)),
                0,
                folder.resolve("shop") + " and " + folder.resolve("tablespace"));
        assertTooLittle(List.of(share("shop", 0)), most + 1, "shop");
        DiskSpace.require(List.of(share("shop", most + 1000), share("tablespace", -most)), 0);
    }

    @Test
    void otherFileSystemIsAskedForItsOwnShareAlone() {
        DiskSpace.require(List.of(new DiskSpace.Share(FULL, 0), share("shop", 1000)), 0);

        assertTooLittle(List.of(share("shop", 1000), new DiskSpace.Share(FULL, 1)), 0, "in " + FULL + ",");
    }

    @Test
    void whatLinksLeadToIsNotCounted() throws IOException {
        Files.write(folder.resolve("outside"), new byte[5000]);
        Path directory = Files.createDirectories(folder.resolve("shop/base"));
        Files.write(directory.resolve("1259"), new byte[300]);
        Files.createSymbolicLink(directory.resolve("link"), folder.resolve("outside"));

        assertThat(DiskSpace.used(folder.resolve("shop"))).isEqualTo(300);
        assertThat(DiskSpace.used(folder.resolve("absent"))).isZero();
    }
}
