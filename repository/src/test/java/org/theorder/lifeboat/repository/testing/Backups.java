package org.theorder.lifeboat.repository.testing;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.theorder.lifeboat.repository.backup.BackupWriter;
import org.theorder.lifeboat.repository.backup.CommittedBackup;
import org.theorder.lifeboat.repository.backup.SealedBackup;
import org.theorder.lifeboat.repository.backup.WriterSettings;
import org.theorder.lifeboat.repository.incremental.Truncation;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.storage.Storage;

/** Takes backups of synthetic clusters, in chunks of random sizes as a socket would give them. */
public final class Backups {
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T02:03:04.567Z"), ZoneOffset.UTC);

    /** Parts as small as they come, so that small clusters have many. */
    public static final WriterSettings SMALL_PARTS = WriterSettings.defaults().withPartBytes(64 * 1024);

    private Backups() {}

    /** A complete backup in all regions. */
    public static CommittedBackup take(SyntheticCluster cluster, List<Storage> regions) {
        return take(cluster, List.of(), regions);
    }

    /** A complete incremental before which files were cut. */
    public static CommittedBackup take(SyntheticCluster cluster, List<Truncation> cut, List<Storage> regions) {
        try (BackupWriter writer = BackupWriter.begin(cluster.beginning(), regions, SMALL_PARTS, CLOCK)) {
            SealedBackup sealed = stream(cluster, writer, ChecksumAlgorithm.CRC32C);
            sealed.cut(cut);
            return sealed.commit(sealed.regions());
        }
    }

    /** Everything up to the commit. */
    public static SealedBackup stream(SyntheticCluster cluster, BackupWriter writer, ChecksumAlgorithm algorithm) {
        Random random = new Random(7);
        for (String archive : cluster.files().keySet()) {
            writer.beginArchive(cluster.archive(archive));
            inChunks(random, cluster.tar(archive), writer::write);
        }
        inChunks(random, cluster.manifest(algorithm), writer::writeManifest);
        return writer.seal(cluster.end());
    }

    /** Takes a chunk of a stream. */
    @FunctionalInterface
    public interface ChunkTarget {
        void take(ByteBuffer chunk);
    }

    /** Sometimes a few bytes, sometimes many; sometimes direct, as a pooled network buffer would be. */
    public static void inChunks(Random random, byte[] bytes, ChunkTarget target) {
        for (int position = 0; position < bytes.length; ) {
            int most = random.nextInt(4) == 0 ? 100 : 70_000;
            int count = Math.min(1 + random.nextInt(most), bytes.length - position);
            ByteBuffer chunk = random.nextBoolean() ? ByteBuffer.allocate(count) : ByteBuffer.allocateDirect(count);
            target.take(chunk.put(bytes, position, count).flip());
            position += count;
        }
    }
}
