package org.theorder.lifeboat.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder;

    @Test
    void secretIsKeptAndForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("secrets/shop");
        String first = Secrets.keep(file);
        assertThat(first).hasSize(48);
        assertThat(Secrets.keep(file)).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void servicesKnowOnlyTheHashOfAToken() throws IOException {
        Home home = new Home(folder, folder);
        AccessTokens.keep(home);
        String token = Files.readString(home.token("operator")).strip();
        assertThat(Files.readString(home.tokenHashes()))
                .doesNotContain(token)
                .containsPattern("operator=[0-9a-f]{64}\n")
                .containsPattern("viewer=[0-9a-f]{64}\n");
    }
}
