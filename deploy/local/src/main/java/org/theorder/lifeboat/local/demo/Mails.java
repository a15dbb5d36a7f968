package org.theorder.lifeboat.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The mails that have arrived in a folder since this object was made. */
final class Mails {
    private final Path folder;
    private final Set<Path> before;

    /**
     * A mail's headers, by their names in lower case.
     *
     * @param file where it lies
     */
    record Mail(Path file, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** Whether it continues the thread of another mail (RFC 5322, 3.6.4). */
        boolean answers(Mail other) {
            String id = other.header("message-id");
            return !id.isEmpty()
                    && header("in-reply-to").contains(id)
                    && header("references").contains(id);
        }
    }

    Mails(Path folder) {
        this.folder = folder;
        this.before = new HashSet<>(files());
    }

    /**
     * The new mails to this address, oldest first. One that came twice counts once: a sender that dies before it has
     * noted the receipt sends it again, with the same Message-ID, and mail readers show it once.
     */
    List<Mail> to(String address) {
        Set<String> known = new HashSet<>();
        return files().stream()
                .filter(file -> !before.contains(file))
                .map(Mails::read)
                .filter(mail -> mail.header("delivered-to").equalsIgnoreCase(address))
                .filter(mail -> mail.header("message-id").isEmpty() || known.add(mail.header("message-id")))
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing the mail in " + folder, e);
        }
    }

    private static Mail read(Path file) {
        try {
            String mail = Files.readString(file, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
            int end = mail.indexOf("\n\n");
            String head = end < 0 ? mail : mail.substring(0, end);
            Map<String, String> headers = new HashMap<>();
            for (String line : head.replaceAll("\n[ \t]+", " ").split("\n", -1)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.putIfAbsent(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
            }
            return new Mail(file, headers);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the mail " + file, e);
        }
    }
}
