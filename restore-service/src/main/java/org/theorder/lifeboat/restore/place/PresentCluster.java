package org.theorder.lifeboat.restore.place;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.manifest.ControlFile;
import org.theorder.lifeboat.repository.storage.FileErrors;

/** What lies in a data directory that is to be overwritten: it must be the cluster whose name was typed, and no other. */
public final class PresentCluster {
    private PresentCluster() {}

    /** @throws LifeboatException TARGET_OCCUPIED if another cluster, or something else, is there */
    public static void require(Path directory, SystemIdentifier expected) {
        Optional<SystemIdentifier> present = identifier(directory);
        if (!present.equals(Optional.of(expected))) {
            throw new LifeboatException(
                    ErrorCode.TARGET_OCCUPIED,
                    directory + " holds "
                            + present.map(other -> "a cluster with system identifier " + other)
                                    .orElse("no cluster that can be recognized")
                            + ", and what is restored has " + expected + ": nothing is overwritten; restore beside it");
        }
    }

    /** Also of one that a restore was making, or has set aside. It is not checked by its CRC: it may be damaged. */
    private static Optional<SystemIdentifier> identifier(Path directory) {
        Path file = directory.resolve(ControlFile.PATH);
        for (Path each : List.of(file, Unusable.aside(file))) {
            if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
                try (InputStream in = Files.newInputStream(each)) {
                    byte[] first = in.readNBytes(Long.BYTES);
                    if (first.length == Long.BYTES) {
                        return Optional.of(new SystemIdentifier(ByteBuffer.wrap(first)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getLong()));
                    }
                } catch (IOException e) {
                    throw FileErrors.explained("reading " + each, e);
                }
            }
        }
        return Optional.empty();
    }
}
