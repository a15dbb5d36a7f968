package org.theorder.lifeboat.backup.replication;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.events.Lsn;

/** Writes down what a base backup brings. */
class RecordingSink implements BaseBackupSink {
    final List<String> events = new ArrayList<>();
    final ByteArrayOutputStream manifest = new ByteArrayOutputStream();
    long data;

    @Override
    public void started(Lsn startLsn, int timeline, List<Tablespace> tablespaces) {
        events.add("started " + startLsn + " " + timeline + " " + tablespaces);
    }

    @Override
    public void archive(String name, String location) {
        events.add("archive " + name + " " + location);
    }

    @Override
    public void data(ByteBuffer bytes) {
        data += bytes.remaining();
    }

    @Override
    public void manifest() {
        events.add("manifest");
    }

    @Override
    public void manifestData(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            manifest.write(bytes.get());
        }
    }

    @Override
    public void progress(long bytes) {
        events.add("progress " + bytes);
    }

    @Override
    public void finished(Lsn stopLsn, int timeline) {
        events.add("finished " + stopLsn + " " + timeline);
    }
}
