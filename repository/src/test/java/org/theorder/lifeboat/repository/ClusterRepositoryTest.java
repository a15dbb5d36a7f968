package org.theorder.lifeboat.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.records.Tombstone;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.RegionDescription;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.FaultyStorage;
import org.theorder.lifeboat.repository.testing.Mutations;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** Correctness line 7. */
class ClusterRepositoryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");
    private static final ClusterKeys KEYS = SyntheticCluster.KEYS;
    private static final ClusterRegistration REGISTRATION = ClusterRegistration.of(KEYS, 18, 16 << 20, NOW);

    @TempDir
    Path directory;

    private FaultyStorage region;
    private ClusterRepository repository;

    @BeforeEach
    void region() {
        region =
                new FaultyStorage(FileStorage.initialize(directory.resolve("dr"), new RegionName("dr"), Backups.CLOCK));
        repository = new ClusterRepository(region, KEYS);
    }

    @Test
    void aServerIsRegisteredOnce() {
        assertThat(repository.registration()).isEmpty();

        ClusterRepository.register(region, REGISTRATION);
        ClusterRepository.register(region, ClusterRegistration.of(KEYS, 18, 16 << 20, NOW.plusSeconds(60)));

        assertThat(repository.registration()).contains(REGISTRATION);
        assertThat(ClusterRepository.clusters(region)).containsExactly(KEYS.cluster());
        assertThat(ClusterRepository.registrations(region, KEYS.cluster())).containsExactly(REGISTRATION);
    }

    @Test
    void anotherServerUnderTheNameIsRefused() {
        ClusterRepository.register(region, REGISTRATION);

        assertFails(
                ErrorCode.SERVER_CHANGED,
                () -> ClusterRepository.register(region, ClusterRegistration.of(KEYS, 17, 16 << 20, NOW)));
        assertFails(
                ErrorCode.SERVER_CHANGED,
                () -> ClusterRepository.register(region, ClusterRegistration.of(KEYS, 18, 64 << 20, NOW)));
        assertFails(ErrorCode.SERVER_CHANGED, () -> ClusterRepository.register(region, successor()));
        assertThat(ClusterRepository.registrations(region, KEYS.cluster())).containsExactly(REGISTRATION);
    }

    private static ClusterRegistration successor() {
        ClusterKeys upgraded = new ClusterKeys(KEYS.cluster(), new SystemIdentifier(42));
        return ClusterRegistration.of(upgraded, 19, 16 << 20, NOW.plusSeconds(1));
    }

    @Test
    void aSuccessorIsTakenWhenItIsNamedOne() {
        ClusterRepository.register(region, REGISTRATION);

        ClusterRepository.registerSuccessor(region, successor());
        ClusterRepository.register(region, successor());
        ClusterRepository.register(region, REGISTRATION);

        assertThat(ClusterRepository.registrations(region, KEYS.cluster())).containsExactly(REGISTRATION, successor());
    }

    @Test
    void aDamagedRegistrationIsSaid() {
        region.create(KEYS.registration(), Content.of("{}"));

        assertFails(ErrorCode.CORRUPT, () -> repository.registration());
        assertFails(ErrorCode.CORRUPT, () -> ClusterRepository.register(region, REGISTRATION));
    }

    @Test
    void onlyBackupsWithAMarkerExist() {
        Backups.take(SyntheticCluster.typical(1), List.of(region));
        BackupId begun = new BackupId("20261122T030000123Z-full");
        region.create(KEYS.part(begun, "base-000000.tar.zst"), Content.of("x"));
        region.create(KEYS.index(begun), Content.of("x"));

        BackupCatalogue catalogue = repository.backups();

        assertThat(catalogue.complete())
                .singleElement()
                .satisfies(marker -> assertThat(marker.backup()).isEqualTo(SyntheticCluster.BACKUP));
        assertThat(catalogue.newest()).isEqualTo(repository.backup(SyntheticCluster.BACKUP));
        assertThat(catalogue.damaged()).isEmpty();
        assertThat(repository.backup(begun)).isEmpty();
    }

    @Test
    void aDamagedMarkerIsReportedAndHidesNoOther() throws IOException {
        Backups.take(SyntheticCluster.typical(1), List.of(region));
        BackupId torn = new BackupId("20261122T030000123Z-full");
        BackupId foreign = new BackupId("20261122T040000123Z-full");
        byte[] marker = Files.readAllBytes(directory.resolve("dr").resolve(KEYS.marker(SyntheticCluster.BACKUP)));
        region.create(KEYS.marker(torn), Content.of(new byte[100]));
        region.create(KEYS.marker(foreign), Content.of(marker));
        region.create(KEYS.backups() + "stranger/backup.json", Content.of("x"));

        BackupCatalogue catalogue = repository.backups();

        assertThat(catalogue.complete()).hasSize(1);
        assertThat(catalogue.damaged())
                .extracting(BackupCatalogue.Damaged::name)
                .containsExactly(torn.value(), foreign.value(), "stranger");
        assertThat(catalogue.damaged().get(1).reason()).contains("is the marker of backup 20261122T020000123Z-full");
        assertFails(ErrorCode.CORRUPT, () -> repository.backup(torn));
    }

    @Test
    void aKnownMarkerIsNotReadAgainAndAnAbsentOneIsAskedForEachTime() {
        KnownMarkers known = new KnownMarkers();
        assertThat(repository.backups(known).complete()).isEmpty();
        Backups.take(SyntheticCluster.typical(1), List.of(region));
        assertThat(repository.backups(known).complete()).hasSize(1);

        region.flipsBits(key -> key.equals(KEYS.marker(SyntheticCluster.BACKUP)));
        assertThat(repository.backups().damaged()).as("whoever reads it").hasSize(1);
        assertThat(repository.backups(known).complete()).as("it is not read").hasSize(1);

        repository.records().bury(Tombstone.of(SyntheticCluster.BACKUP, "it is old", "plan-1", NOW));
        assertThat(repository.backups(known).complete()).isEmpty();
        repository.records().removeTombstone(SyntheticCluster.BACKUP);
        assertThat(repository.backups(known).damaged()).as("it was forgotten").hasSize(1);
    }

    @Test
    void aMarkerThatIsFarTooLargeIsDamaged() {
        region.create(KEYS.marker(SyntheticCluster.BACKUP), Content.of(new byte[5 << 20]));

        assertThat(repository.backups().damaged())
                .singleElement()
                .satisfies(damaged -> assertThat(damaged.reason()).contains("far too large"));
    }

    @Test
    void aRegionThatIsDownHasNoCatalogue() {
        region.unreachable();

        assertFails(ErrorCode.STORE_UNREACHABLE, () -> repository.backups());
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> repository.backup(SyntheticCluster.BACKUP));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> repository.registration());
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> ClusterRepository.clusters(region));
        assertFails(
                ErrorCode.STORE_UNREACHABLE, () -> ClusterRepository.registrations(region, new ClusterName("shop")));
    }

    @Test
    void strangersAreNoClusters() {
        region.create("clusters/Not_a_cluster/1/cluster.json", Content.of("x"));
        region.create("clusters/shop/not-a-number/cluster.json", Content.of("x"));

        assertThat(ClusterRepository.clusters(region)).containsExactly(KEYS.cluster());
        assertThat(ClusterRepository.registrations(region, KEYS.cluster())).isEmpty();
    }

    @Test
    void hostileRegistrationsAndDescriptionsAreRefusedOrRead() {
        Mutations.survive(
                REGISTRATION.json(),
                10_000,
                bytes -> ClusterRegistration.read(bytes, "cluster.json"),
                ErrorCode.CORRUPT,
                ErrorCode.CONFIGURATION_INVALID);
        Mutations.survive(
                RegionDescription.of(new RegionName("dr"), Backups.CLOCK).json(),
                10_000,
                bytes -> RegionDescription.read(bytes, "lifeboat.json"),
                ErrorCode.CORRUPT,
                ErrorCode.CONFIGURATION_INVALID);
        byte[] nested = "[".repeat(1000).getBytes(StandardCharsets.UTF_8);
        assertFails(ErrorCode.CORRUPT, () -> ClusterRegistration.read(nested, "cluster.json"));
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).as(e.explanation()).isEqualTo(code));
    }
}
