package org.theorder.lifeboat.backup.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Where the password of a role comes from. Never shown: {@code toString} hides it. */
public sealed interface Password {
    /** The password itself. */
    String reveal();

    /** Given in the configuration or by REST. */
    record Inline(String value) implements Password {
        @Override
        public String reveal() {
            return value;
        }

        @Override
        public String toString() {
            return "(hidden)";
        }
    }

    /** The first line of a file, read anew at every connection so that it can be rotated. */
    record InFile(Path file) implements Password {
        @Override
        public String reveal() {
            try {
                return Files.readString(file).lines().findFirst().orElse("");
            } catch (IOException e) {
                throw new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "the password file " + file + " cannot be read; check that it exists and that the service may"
                                + " read it",
                        e);
            }
        }
    }
}
