package org.theorder.lifeboat.restore.breakglass;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.restore.testing.Damage;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.ObjectKind;
import org.theorder.lifeboat.restore.testing.TestRepository;

/** One bad region hides nothing of the other, and the exit code says that something was not as it should be. */
class ListCommandIT {
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

    private int list(String... regions) {
        PrintWriter out = new PrintWriter(output, true);
        List<String> arguments = new ArrayList<>(List.of("list"));
        for (String region : regions) {
            arguments.addAll(
                    List.of("--repository", repository.resolve(region).toUri().toString()));
        }
        return BreakGlass.run(Clock.systemUTC(), out, out, arguments.toArray(String[]::new));
    }

    private void assertTheSoundRegionIsTold() {
        assertThat(output.toString())
                .contains("shop (PostgreSQL 18, system identifier ")
                .containsPattern(LostShop.get().backup().backup() + " +full .* primary")
                .containsPattern("shop is recoverable from .* in region primary");
    }

    @ParameterizedTest
    @EnumSource(names = {"REGION", "REGISTRATION", "MARKER"})
    void damageInOneRegionHidesNothingOfTheOther(ObjectKind kind) throws IOException {
        Damage.FLIPPED.to(kind.newest(repository.resolve("dr")));

        int exitCode = list("dr", "primary");

        assertThat(exitCode).as(output.toString()).isEqualTo(kind == ObjectKind.REGION ? STORE_UNUSABLE : DAMAGED);
        assertTheSoundRegionIsTold();
        assertThat(output.toString().lines().filter(line -> line.strip().startsWith("!")))
                .as("the damage")
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allMatch(line -> line.contains("dr"));
    }

    @Test
    void regionThatFailsOnTheWayHidesNothingOfTheOther() throws IOException {
        Path backups = ObjectKind.MARKER
                .newest(repository.resolve("dr"))
                .resolve("../..")
                .normalize();
        Files.move(backups, folder.resolve("away"));
        // can be listed by nobody
        Files.createSymbolicLink(backups, backups);

        int exitCode = list("dr", "primary");

        assertThat(exitCode).as(output.toString()).isEqualTo(STORE_UNUSABLE);
        assertTheSoundRegionIsTold();
        assertThat(output.toString()).contains("! region dr: listing ");
    }

    /** Read only when windows are looked for. */
    @Test
    void damagedHistoryIsDamage() throws IOException {
        Storage dr = FileStorage.open(repository.resolve("dr"));
        ClusterKeys keys = ClusterRepository.registrations(dr, TestRepository.SHOP)
                .getFirst()
                .keys();
        dr.create(keys.history(2), Content.of("one\t0/5000000\tdamaged\n"), null);

        int exitCode = list("dr", "primary");

        assertThat(exitCode).as(output.toString()).isEqualTo(DAMAGED);
        assertTheSoundRegionIsTold();
        assertThat(output.toString().lines().filter(line -> line.startsWith("!")))
                .singleElement()
                .asString()
                .startsWith("! region dr: ")
                .contains("the history of timeline 2 cannot be read");
    }

    @Test
    void damageOfTheOnlyRegionIsOneLine() throws IOException {
        Damage.FLIPPED.to(ObjectKind.REGISTRATION.newest(repository.resolve("dr")));

        int exitCode = list("dr");

        assertThat(exitCode).as(output.toString()).isEqualTo(DAMAGED);
        assertThat(output.toString().lines())
                .singleElement()
                .asString()
                .startsWith("lifeboat: corrupt: ")
                .contains("region dr");
    }
}
