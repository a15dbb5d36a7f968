package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes that a service's JVM has loaded, for its next start, which then neither reads nor checks them (Application
 * Class-Data Sharing, JEP 310 and 350). The JVM looks after the file itself: it makes one when it ends and had none that fits,
 * and goes on without one that is missing, cut off, or of other jars or another JVM. It would find flipped bits, too, but only by
 * bringing the whole file into its memory; so its sum is kept beside it.
 *
 * @param file some 80 MB, of one service; two processes must not share it, because each may write it
 */
public record ClassArchive(Path file) {
    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

    /** What the JVM is started with. */
    public List<String> javaOptions() {
        return List.of(
                "-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + file, "-Xlog:cds=off,cds+dynamic=off");
    }

    /** Before a start: makes its folder; what is not as it was kept is no archive. */
    void prepare() {
        Folders.make(file.resolveSibling("."));
        if (Files.exists(file) && !isSound()) {
            discard();
        }
    }

    private boolean isSound() {
        try {
            return Files.readString(seal()).equals(sum());
        } catch (IOException e) {
            // not kept, or not to be read any more
            return false;
        }
    }

    /** After the end of the JVM, which may have written it. */
    void keep() {
        try {
            if (Files.exists(file) && !isSealed()) {
                Files.writeString(seal(), sum());
            }
        } catch (IOException e) {
            // the next start finds that it was not kept, and is none the worse for it
            LOG.warn("classes are not kept file={} error={}", file, e.toString());
        }
    }

    /** So that the next start begins anew: a process that ends before it is ready leaves an archive of half a start. */
    public void discard() {
        try {
            Files.deleteIfExists(seal());
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be deleted", e);
        }
    }

    private boolean isSealed() throws IOException {
        return Files.exists(seal())
                && Files.getLastModifiedTime(seal()).compareTo(Files.getLastModifiedTime(file)) >= 0;
    }

    private Path seal() {
        return file.resolveSibling(file.getFileName() + ".crc32c");
    }

    private String sum() throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                CheckedInputStream checked = new CheckedInputStream(bytes, new CRC32C())) {
            checked.transferTo(OutputStream.nullOutputStream());
            return Long.toHexString(checked.getChecksum().getValue());
        }
    }
}
