package org.theorder.lifeboat.notifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** One clock for several processes, that can be put forward while they run; see {@link ClockAgent}. */
final class MovableClock {
    private final Path agent;
    private final Path hands;
    private Duration moved = Duration.ZERO;

    MovableClock(Path folder) {
        this.agent = folder.resolve("clock-agent.jar");
        this.hands = folder.resolve("clock-hands");
        try {
            writeAgent();
            write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a JVM follow this clock. */
    String option() {
        return "-javaagent:" + agent + "=" + hands;
    }

    void pass(Duration duration) {
        moved = moved.plus(duration);
        try {
            write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Instant now() {
        return Instant.now().plus(moved);
    }

    /** In place: the processes have mapped it. */
    private void write() throws IOException {
        try (FileChannel file = FileChannel.open(hands, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(Long.BYTES).putLong(0, moved.toMillis()));
        }
    }

    /** The JDK's own classes call the agent, so it must be of the boot class path. */
    private void writeAgent() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", ClockAgent.class.getName());
        attributes.putValue("Boot-Class-Path", agent.getFileName().toString());
        attributes.putValue("Can-Redefine-Classes", "true");
        try (OutputStream file = Files.newOutputStream(agent);
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            String entry = ClockAgent.class.getName().replace('.', '/') + ".class";
            jar.putNextEntry(new JarEntry(entry));
            try (InputStream content = MovableClock.class.getResourceAsStream("/" + entry)) {
                content.transferTo(jar);
            }
        }
    }
}
