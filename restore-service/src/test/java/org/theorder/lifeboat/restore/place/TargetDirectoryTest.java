package org.theorder.lifeboat.restore.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.restore.postgres.Installation;

class TargetDirectoryTest {
    private static final RestoreId OURS = new RestoreId("ours");
    private static final RestoreId OTHER = new RestoreId("other");
    private static final Installation NONE = new Installation(Path.of("/nowhere"), 18);

    @TempDir
    Path folder;

    private Path path = Path.of("/");

    @BeforeEach
    void choosePath() {
        path = folder.resolve("deeper/shop");
    }

    private TargetDirectory claim(RestoreId restore) {
        return claim(Destination.of(path), restore);
    }

    private static TargetDirectory claim(Destination destination, RestoreId restore) {
        return TargetDirectory.claim(destination, restore, new ClusterName("shop"), NONE, Clock.systemUTC());
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void absentDirectoryIsMadeForUsAlone() throws IOException {
        try (TargetDirectory target = claim(OURS)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target.path())))
                    .isEqualTo("rwx------");
            assertThat(target.evidence()).isEmpty();
        }
    }

    @Test
    void directoryWithAnythingInItIsOccupied() throws IOException {
        Files.createDirectories(path);
        Path file = Files.writeString(path.resolve("precious"), "x");

        assertCode(ErrorCode.TARGET_OCCUPIED, () -> claim(OURS));
        assertThat(file).hasContent("x");
        assertThat(folder.resolve("deeper")).isDirectoryNotContaining("glob:**lifeboat*");
    }

    @Test
    void fileInItsPlaceIsOccupied() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "x");
        assertCode(ErrorCode.TARGET_OCCUPIED, () -> claim(OURS));
    }

    @Test
    void halfMadeTargetOfTheSameRestoreIsWiped() throws IOException {
        claim(OURS).close();
        Files.createDirectories(path.resolve("base/1"));
        Files.writeString(path.resolve("base/1/1259"), "half");
        Files.createDirectories(folder.resolve("deeper/shop.tablespaces/16400"));

        claim(OURS).close();

        assertThat(path).isEmptyDirectory();
        assertThat(folder.resolve("deeper/shop.tablespaces")).doesNotExist();
    }

    @Test
    void halfMadeTargetOfAnotherRestoreIsOccupied() throws IOException {
        claim(OTHER).close();
        Path file = Files.writeString(path.resolve("half"), "x");

        assertCode(ErrorCode.TARGET_OCCUPIED, () -> claim(OURS));
        assertThat(file).exists();
    }

    @Test
    void wipingDoesNotFollowLinks() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path precious = Files.writeString(outside.resolve("precious"), "x");
        claim(OURS).close();
        Files.createSymbolicLink(path.resolve("pg_tblspc"), outside);

        claim(OURS).close();

        assertThat(precious).exists();
        assertThat(path).isEmptyDirectory();
    }

    @Test
    void whatWasBeingOverwrittenIsNeverRemoved() throws IOException {
        Files.createDirectories(path.resolve("global"));
        Path precious = Files.writeString(path.resolve("precious"), "x");
        Files.writeString(path.resolve("global/pg_control"), "x");
        Destination over = new Destination(path, Map.of(), true, false);
        claim(over, OURS).close();

        assertCode(ErrorCode.TARGET_OCCUPIED, () -> TargetDirectory.discard(Destination.of(path), OURS, NONE));
        assertThat(precious).hasContent("x");
        TargetDirectory.discard(over, OURS, NONE);

        assertThat(precious).hasContent("x");
        assertThat(path.resolve("UNUSABLE")).exists();
        assertThat(path.resolve("global/pg_control")).doesNotExist();
    }

    /** That it is not empty would keep the restore that wrote it from going on. */
    @Test
    void whatIsHalfMadeIsNotTakenForAClusterToGoOver() throws IOException {
        claim(OURS).close();
        Path half = Files.writeString(path.resolve("half"), "x");

        assertCode(
                ErrorCode.TARGET_OCCUPIED,
                () -> TargetDirectory.discard(new Destination(path, Map.of(), true, false), OURS, NONE));

        assertThat(half).exists();
        claim(OURS).close();
        assertThat(half).doesNotExist();
    }

    @Test
    void tablespacesGoWithTheDirectoryAndNothingElseDoes() throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path otherDisk = Files.createDirectory(folder.resolve("other disk"));
        Path precious = Files.writeString(otherDisk.resolve("precious"), "x");
        Destination mapped = new Destination(path, Map.of("16400", disk), false, false);
        claim(mapped, OURS).close();
        Path half = Files.writeString(Files.createDirectories(disk).resolve("half"), "x");

        for (Destination other :
                List.of(Destination.of(path), new Destination(path, Map.of("16400", otherDisk), false, false))) {
            assertCode(ErrorCode.TARGET_OCCUPIED, () -> TargetDirectory.discard(other, OURS, NONE));
        }
        assertThat(half).exists();
        TargetDirectory.discard(
                new Destination(path, Map.of("16400", disk, "16401", otherDisk), false, false), OURS, NONE);

        assertThat(half).doesNotExist();
        assertThat(path).doesNotExist();
        assertThat(precious).hasContent("x");
    }

    /** Its number is of another namespace; this one is known by the directory that it works in. */
    @Test
    void serverThatMayRunInAnotherContainerIsNotOverwritten() throws IOException {
        Files.createDirectories(path);
        Files.writeString(path.resolve("postmaster.pid"), "99999999\n" + path + "\n");
        Process unseen =
                new ProcessBuilder("sleep", "60").directory(path.toFile()).start();
        try {
            assertCode(
                    ErrorCode.TARGET_OCCUPIED,
                    () -> TargetDirectory.check(new Destination(path, Map.of(), true, false), OURS));
            // the API server has been asked for other pods
            TargetDirectory.check(new Destination(path, Map.of(), true, true), OURS);
            Files.delete(path.resolve("postmaster.pid"));
            TargetDirectory.check(new Destination(path, Map.of(), true, false), OURS);
        } finally {
            unseen.destroyForcibly();
        }
    }

    @Test
    void secondProcessHasToWait() {
        TargetDirectory first = claim(OURS);
        assertCode(ErrorCode.BUSY, () -> claim(OURS));
        first.close();
        claim(OURS).close();
    }

    @Test
    void verifiedTargetIsNeverWipedAgain() throws IOException {
        try (TargetDirectory target = claim(OURS)) {
            Files.writeString(path.resolve("PG_VERSION"), "18");
            target.markVerified("{\"proof\": 1}");
        }

        assertThat(TargetDirectory.outcomeIn(path, OURS)).contains("{\"proof\": 1}");
        assertThat(TargetDirectory.outcomeIn(path, OTHER)).isEmpty();
        try (TargetDirectory again = claim(OURS)) {
            assertThat(again.evidence()).contains("{\"proof\": 1}");
            assertThat(path.resolve("PG_VERSION")).exists();
            again.settle();
        }
        assertThat(path.resolve("lifeboat-restore.json")).exists();
        assertThat(folder.resolve("deeper/shop.lifeboat-restore.json")).doesNotExist();
        assertCode(ErrorCode.TARGET_OCCUPIED, () -> claim(OURS));
    }

    @Test
    void unusableTargetIsOccupiedForTheSameRestoreToo() throws IOException {
        try (TargetDirectory target = claim(OURS)) {
            Files.writeString(path.resolve("PG_VERSION"), "18");
            target.markUnusable("because", "{}", false);
        }
        assertCode(ErrorCode.TARGET_OCCUPIED, () -> claim(OURS));
    }

    @Test
    void targetThatCannotBeMarkedIsNoDatabaseEither() throws IOException {
        try (TargetDirectory target = claim(OURS)) {
            Files.writeString(path.resolve("PG_VERSION"), "18");
            Files.writeString(Files.createDirectory(path.resolve("global")).resolve("pg_control"), "control");
            // as a full disk: the mark cannot be written
            Files.createDirectories(path.resolveSibling(path.getFileName() + ".lifeboat-restore.json.new/in the way"));

            assertThatThrownBy(() -> target.markUnusable("because", "{}", true)).isInstanceOf(LifeboatException.class);

            assertThat(path.resolve("PG_VERSION")).doesNotExist();
            assertThat(path.resolve("global/pg_control")).doesNotExist();
        }
    }

    @Test
    void discardedTargetLeavesNothing() throws IOException {
        try (TargetDirectory target = claim(OURS)) {
            Files.createDirectories(path.resolve("base/1"));
            target.discard();
        }
        assertThat(folder.resolve("deeper")).isEmptyDirectory();
    }

    @Test
    void afterARestartOnlyTheOwnTargetIsDiscarded() throws IOException {
        claim(OTHER).close();
        TargetDirectory.discard(Destination.of(path), OURS, NONE);
        assertThat(path).exists();

        TargetDirectory.discard(Destination.of(path), OTHER, NONE);
        assertThat(folder.resolve("deeper")).isEmptyDirectory();
    }

    @Test
    void markThatCannotBeReadHidesNoOther() throws IOException {
        claim(OURS).close();
        Path torn = Files.writeString(folder.resolve("deeper/torn.lifeboat-restore.json"), "{\"restore\": ");
        List<Path> unreadable = new ArrayList<>();

        assertThat(TargetDirectory.claimsBelow(folder.resolve("deeper"), (mark, _) -> unreadable.add(mark)))
                .extracting(TargetDirectory.Claim::restore)
                .containsExactly(OURS);
        assertThat(unreadable).containsExactly(torn);
    }
}
