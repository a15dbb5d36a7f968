package org.theorder.lifeboat.bench;

import java.nio.file.Path;
import java.util.List;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.restore.ReadProgress;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.restore.RestoreTarget;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * The files of the newest backup with its chain, as restore-service writes them: checked, synced, in place; in a JVM of its
 * own, so that its start, its memory and its processor time are counted. Arguments: region, cluster, target, readers.
 */
public final class RestoreFiles {
    private RestoreFiles() {}

    public static void main(String[] arguments) {
        Storage region = FileStorage.open(Path.of(arguments[0]));
        ClusterKeys keys = ClusterRepository.registrations(region, new ClusterName(arguments[1]))
                .getLast()
                .keys();
        BackupMarker newest =
                new ClusterRepository(region, keys).backups().newest().orElseThrow();
        BackupReader.open(List.of(region), keys, newest.backup())
                .restore(
                        RestoreTarget.of(Path.of(arguments[2])),
                        new ReaderSettings(Integer.parseInt(arguments[3])),
                        ReadProgress.IGNORED);
    }
}
