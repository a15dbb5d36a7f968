package org.theorder.lifeboat.restore.breakglass;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.restore.testing.Damage;
import org.theorder.lifeboat.restore.testing.FaultyStorage;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.ObjectKind;
import org.theorder.lifeboat.restore.testing.TestRepository;

/** A flipped bit in an object of any kind is found by reading the repository back, and the command says so when it ends. */
class VerifyCommandIT {
    private static final int SOUND = 0;
    private static final int STORE_UNUSABLE = 4;
    private static final int DAMAGED = 5;

    @TempDir
    Path folder;

    private final StringWriter output = new StringWriter();
    private Path repository;

    @BeforeEach
    void copyRepository() throws IOException {
        repository = LostShop.get().copyOfRepository(Files.createDirectory(folder.resolve("repository")));
    }

    private int verify() {
        PrintWriter out = new PrintWriter(output, true);
        return BreakGlass.run(
                Clock.systemUTC(),
                out,
                out,
                "verify",
                "--repository",
                repository.resolve("primary").toUri().toString(),
                "--repository",
                repository.resolve("dr").toUri().toString(),
                "--cluster",
                "shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "verify"})
    void identityIsOfferedOnlyWhereItIsRead(String command) {
        PrintWriter out = new PrintWriter(output, true);

        assertThat(BreakGlass.run(Clock.systemUTC(), out, out, command, "--help"))
                .isZero();

        assertThat(output.toString()).contains("--credentials=FILE").doesNotContain("--identity");
    }

    @Test
    void whatIsSoundPasses() {
        assertThat(verify()).as(output.toString()).isEqualTo(SOUND);
    }

    @ParameterizedTest
    @EnumSource
    void flippedBitIsFound(ObjectKind kind) throws IOException {
        Path damaged = kind.newest(repository.resolve("dr"));
        Damage.FLIPPED.to(damaged);

        int exitCode = verify();

        // a region that does not even say its name is one that cannot be read
        assertThat(exitCode).as(output.toString()).isEqualTo(kind == ObjectKind.REGION ? STORE_UNUSABLE : DAMAGED);
        assertThat(output.toString().lines().filter(line -> !line.startsWith("✓")))
                .as("what was found, and nothing of the other region")
                .isNotEmpty()
                .noneMatch(line -> line.contains("primary"))
                .anyMatch(line -> line.contains("dr"));
    }

    /** Of a timeline that the shop never had: nothing but the history is of it. */
    @ParameterizedTest
    @CsvSource({"0/1000000, 0/1000000, 0", "0/1000000, 0/1000010, 5", "0/1000000, 0|1000000, 5"})
    void historyIsComparedWithTheOtherRegions(String here, String there, int exitCode) {
        history("primary", here);
        history("dr", there);

        assertThat(verify()).as(output.toString()).isEqualTo(exitCode);
        if (exitCode == DAMAGED) {
            assertThat(output.toString()).containsPattern("✗ .* in region dr");
        }
    }

    private void history(String region, String position) {
        try (Storage storage = FileStorage.open(repository.resolve(region))) {
            storage.create(
                    LostShop.get().backup().keys().history(2),
                    Content.of("1\t" + position + "\tno recovery target specified\n"));
        }
    }

    /** The region that is read first fails on the way, and the next one is read all the same. */
    @Test
    void regionThatFailsOnTheWayHidesNoDamage() throws IOException {
        Damage.FLIPPED.to(ObjectKind.PART.newest(repository.resolve("dr")));
        ReadBack readBack = new ReadBack(
                TestRepository.SHOP, Optional.empty(), false, Clock.systemUTC(), new PrintWriter(output, true));
        try (Storage failing = new FaultyStorage(
                        FileStorage.open(repository.resolve("primary")), key -> key.contains("/parts/"));
                Storage damaged = FileStorage.open(repository.resolve("dr"))) {
            readBack.read(failing);
            readBack.read(damaged);
        }

        assertThat(readBack.unread()).isEqualTo(1);
        assertThat(readBack.damaged()).isEqualTo(1);
        assertThat(output.toString())
                .contains("! region primary could not be read to its end: ")
                .containsPattern("✗ .* in region dr");
    }

    @Test
    void regionThatIsMissingIsNoSuccess() throws IOException {
        Files.move(repository.resolve("dr"), folder.resolve("away"));

        assertThat(verify()).as(output.toString()).isEqualTo(STORE_UNUSABLE);
        assertThat(output.toString()).contains("is left out");
    }
}
