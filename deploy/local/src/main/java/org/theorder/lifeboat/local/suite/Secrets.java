package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Generated passwords and tokens, each in a file that only its owner may read. */
final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /** The secret in this file; made if the file is not there. */
    static String keep(Path file) {
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            byte[] random = new byte[24];
            RANDOM.nextBytes(random);
            String secret = HexFormat.of().formatHex(random);
            writePrivately(file, secret + "\n");
            return secret;
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE, "the secret " + file + " cannot be kept: " + e.getMessage(), e);
        }
    }

    /** Replaces the file; nobody else can read it at any moment. */
    static void writePrivately(Path file, String content) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);
    }
}
