package org.theorder.lifeboat.restore.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.restore.point.TestMarkers;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/** Where a drill goes while the newest backup is damaged. */
class DrillTargetsIT {
    private static final LocalDate ODD = LocalDate.of(2031, 3, 3);

    @TempDir
    Path folder;

    /** To a time before the damaged backup, an older one would be the newest that fits. */
    @Test
    void damagedNewestBackupIsNotAvoided() throws Exception {
        LostShop shop = LostShop.get();
        Path repository = shop.copyOfRepository(Files.createDirectory(folder.resolve("repository")));
        DrillTargets targets = new DrillTargets(TestRestorer.of(repository, folder));
        assertThat(targets.on(ODD, TestRepository.SHOP)).isInstanceOf(RecoveryTarget.AtTime.class);

        Storage region = FileStorage.open(repository.resolve("primary"));
        var keys = ClusterRepository.registrations(region, TestRepository.SHOP)
                .getFirst()
                .keys();
        TestMarkers.full(region, keys, 1, shop.beforeDropLsn(), shop.end(), shop.lost());

        assertThat(targets.on(ODD, TestRepository.SHOP)).isEqualTo(new RecoveryTarget.Latest());
    }

    @Test
    void newestBackupWhoseMarkerCannotBeReadIsNotAvoided() throws Exception {
        LostShop shop = LostShop.get();
        Path repository = shop.copyOfRepository(Files.createDirectory(folder.resolve("repository")));
        Storage region = FileStorage.open(repository.resolve("primary"));
        var keys = ClusterRepository.registrations(region, TestRepository.SHOP)
                .getFirst()
                .keys();
        region.create(
                keys.marker(new BackupId("20991231T235959000Z-full")),
                Content.of("no marker".getBytes(StandardCharsets.UTF_8)));

        assertThat(new DrillTargets(TestRestorer.of(repository, folder)).on(ODD, TestRepository.SHOP))
                .isEqualTo(new RecoveryTarget.Latest());
        assertThat(Restores.fails(
                                TestRestorer.of(repository, folder),
                                Restores.request(
                                        new RecoveryTarget.Latest(),
                                        folder.resolve("drill"),
                                        null,
                                        null,
                                        RestoreMode.DRILL),
                                ErrorCode.VERIFICATION_FAILED)
                        .message())
                .contains("newest-backup (it had to be")
                .contains("20991231T235959000Z-full");
    }
}
