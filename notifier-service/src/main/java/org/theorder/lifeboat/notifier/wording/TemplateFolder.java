package org.theorder.lifeboat.notifier.wording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** The directory with templates that replace built-in ones. */
record TemplateFolder(Path directory) {
    private static final String KEY = "lifeboat.notifier.templates.directory";

    /**
     * All files by name, for example {@code mail/incident.txt}; hidden ones, which editors leave behind, do not count.
     *
     * @throws LifeboatException CONFIGURATION_INVALID if it cannot be read, or a file replaces nothing
     */
    Map<String, String> read() {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = directory.relativize(file).toString().replace('\\', '/');
                if (!name.startsWith(".") && !name.contains("/.")) {
                    sources.put(name, Files.readString(file));
                }
            }
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, KEY + " " + directory + " cannot be read: " + e, e);
        }
        for (String name : sources.keySet()) {
            if (!Templates.isBuiltIn(name)) {
                throw new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID,
                        directory.resolve(name) + " replaces nothing: there is no template " + name
                                + "; README.md of notifier-service names them");
            }
        }
        return sources;
    }

    Path file(String name) {
        return directory.resolve(name);
    }
}
