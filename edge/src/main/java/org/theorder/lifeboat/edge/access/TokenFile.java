package org.theorder.lifeboat.edge.access;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The tokens file, read again whenever it has changed. Fails closed: while the file is missing, unreadable or wrong, no
 * token is valid, and the log says why once per reason.
 */
@Startup
@Singleton
class TokenFile {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);

    private final @Nullable Path file;
    private volatile State state = new State(Tokens.NONE, null, "not read yet");

    /** @param version by which a change is noticed; null if there is no file */
    private record State(
            Tokens tokens,
            @Nullable Version version,
            @Nullable String trouble) {}

    private record Version(
            FileTime modified, long size, @Nullable Object identity) {}

    TokenFile(AccessConfiguration configuration) {
        file = configuration.tokens().map(Path::toAbsolutePath).orElse(null);
        current();
    }

    /** The tokens as the file has them now. One look at the file's attributes; reads it only after a change. */
    Tokens current() {
        Version version = null;
        String trouble = "no tokens file is configured (lifeboat.edge.tokens)";
        if (file != null) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                version = new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
                trouble = null;
            } catch (NoSuchFileException e) {
                trouble = "tokens file " + file + " does not exist";
            } catch (IOException e) {
                trouble = "tokens file " + file + " cannot be looked at: " + e.getMessage();
            }
        }
        State known = state;
        if (version != null && version.equals(known.version())) {
            return known.tokens();
        }
        State now = file == null || version == null ? new State(Tokens.NONE, null, trouble) : read(file, version);
        state = now;
        tell(known, now);
        return now.tokens();
    }

    /** Why no token is valid, for people; empty while all is well. */
    Optional<String> trouble() {
        current();
        return Optional.ofNullable(state.trouble());
    }

    private static State read(Path file, Version version) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
            Tokens tokens = Tokens.of(properties);
            return new State(
                    tokens, version, tokens.entries().isEmpty() ? "tokens file " + file + " has no entry" : null);
        } catch (IOException | IllegalArgumentException e) {
            return new State(Tokens.NONE, version, "tokens file " + file + " cannot be read: " + e.getMessage());
        } catch (LifeboatException e) {
            return new State(Tokens.NONE, version, "tokens file " + file + " is wrong: " + e.explanation());
        }
    }

    private void tell(State before, State now) {
        if (now.trouble() != null) {
            if (!now.trouble().equals(before.trouble())) {
                LOG.warn("no token is valid, endpoints that need one stay locked reason={}", now.trouble());
            }
            return;
        }
        LOG.info("tokens read file={} count={}", file, now.tokens().entries().size());
        if (file != null && othersMayRead(file)) {
            LOG.warn("tokens file can be read by other users of this machine, use chmod 600 file={}", file);
        }
    }

    private static boolean othersMayRead(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // no POSIX permissions here, so nothing to say about them
        }
    }
}
