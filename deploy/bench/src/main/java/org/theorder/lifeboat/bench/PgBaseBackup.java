package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.local.suite.Folders;

/** PostgreSQL's own pg_basebackup into one tar file, compressed by itself with two threads, without WAL and sync. */
final class PgBaseBackup implements Contestant {
    private final Path program;
    private final Path folder;
    private final DataSet data;
    private final Child child;
    private final String version;

    PgBaseBackup(Path program, Path folder, DataSet data) {
        this.program = program;
        this.folder = folder;
        this.data = data;
        try {
            Folders.delete(folder);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("preparing " + folder, e);
        }
        child = new Child(folder.resolve("output"), data.environment());
        child.run(List.of(program.toString(), "--version"));
        version = child.output().strip().replaceFirst(" \\(PostgreSQL\\)( [0-9.]+).*", "$1");
    }

    @Override
    public String name() {
        return version + ", no sync";
    }

    @Override
    public Measurement full(int level) {
        return backup("full", level, List.of());
    }

    @Override
    public Measurement incremental(int level) {
        return backup("incremental", level, List.of("--incremental=" + folder.resolve("parent_manifest")));
    }

    private Measurement backup(String kind, int level, List<String> more) {
        Path target = folder.resolve("backup");
        Folders.delete(target);
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--pgdata=" + target,
                "--format=tar",
                "--wal-method=none",
                "--checkpoint=fast",
                "--no-sync",
                "--compress=client-zstd:level=" + level + ",workers=2"));
        command.addAll(more);
        double before = ProcessCost.seconds(data.server().pid());
        Child.Cost cost = child.run(command);
        Measurement measurement = new Measurement(
                name(),
                kind + " zstd-" + level,
                cost.seconds(),
                FileSizes.of(target),
                cost.peakKibibytes(),
                cost.cpuSeconds(),
                ProcessCost.seconds(data.server().pid()) - before);
        try {
            Files.move(
                    target.resolve("backup_manifest"),
                    folder.resolve("parent_manifest"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("keeping the manifest of " + target, e);
        }
        return measurement;
    }

    @Override
    public void tidy() {
        Folders.delete(folder.resolve("backup"));
    }
}
