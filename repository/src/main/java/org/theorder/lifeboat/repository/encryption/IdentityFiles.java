package org.theorder.lifeboat.repository.encryption;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Identity files as {@code age-keygen} writes them: lines {@code AGE-SECRET-KEY-1…}, empty lines and comments.
 *
 * <p>A file that everybody on the host may read or write is refused. The group may read it, because that is how a
 * container gets a secret ({@code fsGroup}).
 */
public final class IdentityFiles {
    private static final int LARGEST = 64 * 1024;
    private static final int MOST_IDENTITIES = 64;
    private static final Set<PosixFilePermission> FOR_EVERYBODY =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private IdentityFiles() {}

    /** @throws LifeboatException CONFIGURATION_INVALID with the file, and the line if one is wrong; never with its content */
    public static Identities read(List<Path> files) {
        List<Identity> identities = new ArrayList<>();
        files.forEach(file -> identities.addAll(read(file)));
        if (identities.size() > MOST_IDENTITIES) {
            throw invalid("more than " + MOST_IDENTITIES + " identities are given");
        }
        return new Identities(identities);
    }

    private static List<Identity> read(Path file) {
        try {
            requirePrivate(file);
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                if (bytes.length > LARGEST) {
                    throw invalid("identity file " + file + " is far too large to be one");
                }
                return parse(new String(bytes, StandardCharsets.UTF_8), file);
            }
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "identity file " + file + " cannot be read: " + e.getClass().getSimpleName()
                            + "; it must exist and be readable by the service's user",
                    e);
        }
    }

    private static void requirePrivate(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && Files.getPosixFilePermissions(file).stream().anyMatch(FOR_EVERYBODY::contains)) {
            throw invalid("identity file " + file
                    + " may be read or written by everybody on this host: chmod 600 (or 640) it, and consider whether the"
                    + " key is still a secret");
        }
    }

    private static List<Identity> parse(String text, Path file) {
        List<Identity> identities = new ArrayList<>();
        List<String> lines = text.lines().map(String::strip).toList();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (!line.isEmpty() && !line.startsWith("#")) {
                identities.add(parse(line, "line " + number + " of identity file " + file));
            }
        }
        if (identities.isEmpty()) {
            throw invalid("identity file " + file + " holds no identity (AGE-SECRET-KEY-1…)");
        }
        return identities;
    }

    private static Identity parse(String line, String where) {
        if (line.startsWith("age-encryption.org/") || line.startsWith("-----BEGIN AGE")) {
            throw invalid(where + ": the file is itself encrypted; decrypt it with age first");
        }
        if (!line.startsWith(Identity.PREFIX)) {
            throw invalid(where + " is not an identity (AGE-SECRET-KEY-1…); it is not shown here");
        }
        try {
            return Identity.parse(line);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // without the cause: its message might repeat the secret
            throw invalid(where + " is mistyped: its checksum does not match; it is not shown here");
        }
    }

    private static LifeboatException invalid(String why) {
        return new LifeboatException(ErrorCode.CONFIGURATION_INVALID, why);
    }
}
