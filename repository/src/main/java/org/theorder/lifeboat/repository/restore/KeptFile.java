package org.theorder.lifeboat.repository.restore;

import org.theorder.lifeboat.repository.manifest.FileChecksum;
import org.theorder.lifeboat.repository.manifest.ManifestFile;

/** A file that none of the incremental backups brings anything for, and that lies in its place as its full copy is. */
record KeptFile(ManifestFile base) implements RebuiltFile {
    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public long bytes() {
        return base.size();
    }

    @Override
    public int crc() {
        return FileChecksum.Crc.value(base.checksum());
    }
}
