package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.encryption.IdentityFiles;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/** A backup that is encrypted is refused without the right identity, before anything is written. */
class IdentityIT {
    @TempDir
    Path folder;

    private Restorer with(Path repository, Identities identities) {
        Restorer plain = TestRestorer.of(repository, folder);
        return new Restorer(
                plain.settings(),
                new PointChooser(TestRestorer.regions(repository), identities, Duration.ofSeconds(1)),
                plain.installations(),
                plain.clock());
    }

    private Identities identities(KeyPair pair) throws Exception {
        Path file = Files.createTempFile(
                folder,
                "identity",
                ".txt",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return IdentityFiles.read(List.of(Files.write(file, pair.getPrivate().getEncoded())));
    }

    @Test
    void missingAndWrongIdentitiesAreRefusedAndTheRightOneRestores() throws Exception {
        KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
        KeyPair other = new X25519KeyPairGenerator().generateKeyPair();
        String recipient = new String(pair.getPublic().getEncoded(), StandardCharsets.US_ASCII);
        Path repository = Files.createDirectory(folder.resolve("repository"));
        try (SourceCluster source = SourceCluster.start(folder.resolve("source"))) {
            source.order(1, 20);
            new TestRepository(repository, Encryption.parse(List.of(recipient))).backup(source);
        }
        Path directory = folder.resolve("shop");
        for (Identities unfit : List.of(Identities.none(), identities(other))) {
            Restores.isRefused(
                    with(repository, unfit),
                    Restores.request(new RecoveryTarget.Latest(), directory),
                    ErrorCode.IDENTITY_MISSING);
            assertThat(directory).doesNotExist();
        }

        RestoreOutcome.Restored restored = Restores.passes(
                with(repository, identities(pair)), Restores.request(new RecoveryTarget.Latest(), directory));

        assertThat(restored.checks())
                .anySatisfy(check -> assertThat(check.detail()).startsWith("20 at 20"));
    }
}
