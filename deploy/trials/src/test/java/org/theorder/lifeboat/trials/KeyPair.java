package org.theorder.lifeboat.trials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.repository.testing.DocumentedCommands;
import org.theorder.lifeboat.servers.test.RequiredServers;

/**
 * Keys that {@code age-keygen} made.
 *
 * @param identity the file with the secret key
 * @param recipient the public key
 */
record KeyPair(Path identity, String recipient) {
    /** The test that asks is skipped without age, or fails where it is required. */
    static KeyPair generate(Path identity) {
        RequiredServers.orSkip(
                Files.isExecutable(Path.of("/usr/bin/age-keygen")),
                "age, with which backups are read by hand",
                "apt-get install age");
        DocumentedCommands.Outcome made = DocumentedCommands.run(Map.of(), "age-keygen", "-o", identity.toString());
        if (made.exit() != 0) {
            throw new AssertionError(made.output());
        }
        try (var lines = Files.lines(identity)) {
            return new KeyPair(
                    identity,
                    lines.filter(line -> line.startsWith("# public key: "))
                            .findFirst()
                            .orElseThrow()
                            .substring("# public key: ".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String recipients(KeyPair... keys) {
        return String.join(",", List.of(keys).stream().map(KeyPair::recipient).toList());
    }

    /** As a commit marker names it. */
    String fingerprint() {
        return recipient.substring(0, 20);
    }
}
