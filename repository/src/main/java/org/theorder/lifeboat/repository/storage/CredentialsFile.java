package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Properties;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** A properties file with secrets, read anew when it has changed, so that a rotation needs no restart. */
public final class CredentialsFile {
    private record Reading(FileTime modifiedAt, long size, Properties properties) {}

    private final Path file;
    private volatile Reading last;

    /** @throws LifeboatException CONFIGURATION_INVALID if it cannot be read */
    public CredentialsFile(Path file) {
        this.file = file;
        this.last = read();
    }

    /**
     * A property's present value; empty if it is not there.
     *
     * @throws LifeboatException CONFIGURATION_INVALID if the file cannot be read any more
     */
    public Optional<String> get(String name) {
        return Optional.ofNullable(current().getProperty(name))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /** @throws LifeboatException CONFIGURATION_INVALID naming the property, if it is not there */
    public String require(String name) {
        return get(name)
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID, "the credentials file " + file + " has no " + name));
    }

    private Properties current() {
        Reading reading = last;
        try {
            if (!Files.getLastModifiedTime(file).equals(reading.modifiedAt) || Files.size(file) != reading.size) {
                reading = read();
                last = reading;
            }
            return reading.properties;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Reading read() {
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            FileTime modifiedAt = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            Properties properties = new Properties();
            properties.load(in);
            return new Reading(modifiedAt, size, properties);
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    private LifeboatException unreadable(Exception e) {
        return new LifeboatException(
                ErrorCode.CONFIGURATION_INVALID,
                "the credentials file " + file + " cannot be read ("
                        + e.getClass().getSimpleName() + "): it must be a properties file that this service may read",
                e);
    }
}
