package org.theorder.lifeboat.backup.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** Restores with nothing but a shell, zstd and tar, as docs/repository-format.md says. */
public final class PlainRestore {
    private PlainRestore() {}

    /** Whether the tools are there; prints the reason if not. */
    public static boolean hasTools() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/zstd")) && Files.isExecutable(Path.of("/usr/bin/tar"));
        if (!there) {
            System.out.println("skipped: zstd and tar are not installed; apt-get install zstd tar");
        }
        return there;
    }

    /**
     * Unpacks a backup and prepares its recovery to the end of the stored WAL.
     *
     * @param cluster the folder {@code clusters/<name>/<system identifier>} of a region
     * @param target the data directory to make
     */
    public static void unpack(Path cluster, String backup, Path target) {
        try {
            Path wal = Files.createDirectories(target.resolveSibling("wal"));
            Files.createDirectories(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            run("""
                    set -eu
                    cat "$1/backups/$2/parts"/base-*.tar.zst | zstd -dq | tar -x --no-same-owner -C "$3"
                    for timeline in "$1"/wal/????????; do
                      for segment in "$timeline"/*.zst; do
                        [ -e "$segment" ] && zstd -dq "$segment" -o "$4/$(basename "$segment" .zst)"
                      done
                      for slices in "$timeline"/partial/*; do
                        [ -d "$slices" ] || continue
                        name="$4/$(basename "$slices")"
                        [ -e "$name" ] || { cat "$slices"/*.zst | zstd -dq > "$name"; truncate -s 16M "$name"; }
                      done
                    done
                    for history in "$1"/wal/*.history; do [ -e "$history" ] && cp "$history" "$4/"; done
                    touch "$3/recovery.signal"
                    echo "restore_command = 'cp $4/%f %p'" >> "$3/postgresql.auto.conf"
                    """, cluster.toString(), backup, target.toString(), wal.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("no place to restore to", e);
        }
    }

    /** Only unpacks a backup's files and its manifest. */
    public static void unpackFiles(Path cluster, String backup, Path target) {
        try {
            Files.createDirectories(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            run("""
                    set -eu
                    cat "$1/backups/$2/parts"/base-*.tar.zst | zstd -dq | tar -x --no-same-owner -C "$3"
                    zstd -dq "$1/backups/$2/backup_manifest.zst" -o "$3/backup_manifest"
                    """, cluster.toString(), backup, target.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("no place to unpack to", e);
        }
    }

    private static void run(String script, String... arguments) {
        try {
            String[] command = new String[4 + arguments.length];
            command[0] = "/bin/sh";
            command[1] = "-c";
            command[2] = script;
            command[3] = "restore";
            System.arraycopy(arguments, 0, command, 4, arguments.length);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("the shell commands failed: " + output);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the shell commands could not be run", e);
        }
    }
}
