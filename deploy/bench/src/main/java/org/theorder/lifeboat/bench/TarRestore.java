package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.theorder.lifeboat.local.suite.Folders;

/** Tar files of pg_basebackup, unpacked beside each other and combined by pg_combinebackup: what PostgreSQL brings itself. */
final class TarRestore implements Restoring {
    private static final String UNPACK_ALL = """
            set -euo pipefail
            stage=$1 target=$2 combine=$3
            shift 3
            inputs=()
            for backup in "$@"; do
              directory=$stage/$(basename "$backup")
              mkdir -p -m 700 "$directory"
              zstd -dc "$backup/base.tar.zst" | tar -x -C "$directory"
              cp "$backup/backup_manifest" "$directory/"
              inputs+=("$directory")
            done
            if [[ ${#inputs[@]} == 1 ]]; then mv "${inputs[0]}" "$target"; else "$combine" -o "$target" "${inputs[@]}"; fi
            """;

    private final Path baseBackup;
    private final Path combine;
    private final Path folder;
    private final Child child;
    private int taken;

    TarRestore(Path baseBackup, Path combine, Path folder, DataSet data) {
        this.baseBackup = baseBackup;
        this.combine = combine;
        this.folder = folder;
        Folders.delete(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("preparing " + folder, e);
        }
        this.child = new Child(folder.resolve("output"), data.environment());
    }

    @Override
    public String name() {
        return "untar, pg_combinebackup";
    }

    private Path backup(int number) {
        return folder.resolve("backup-%03d".formatted(number));
    }

    @Override
    public void full() {
        take(List.of());
    }

    @Override
    public void incremental() {
        take(List.of("--incremental=" + backup(taken - 1).resolve("backup_manifest")));
    }

    private void take(List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                baseBackup.toString(),
                "--pgdata=" + backup(taken),
                "--format=tar",
                "--wal-method=none",
                "--checkpoint=fast",
                "--compress=client-zstd:level=3,workers=2"));
        command.addAll(more);
        child.run(command);
        taken++;
    }

    @Override
    public Child.Cost restore(Path target) {
        Path stage = folder.resolve("stage");
        Folders.delete(stage);
        List<String> command = new ArrayList<>(
                List.of("bash", "-c", UNPACK_ALL, "unpack", stage.toString(), target.toString(), combine.toString()));
        IntStream.range(0, taken).mapToObj(number -> backup(number).toString()).forEach(command::add);
        Child.Cost cost = child.run(command);
        Folders.delete(stage);
        return cost;
    }
}
