package org.theorder.lifeboat.restore.wal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** WAL by name, that can stall and fail. */
final class FakeWal implements WalSource {
    private final TreeMap<String, String> files;
    final List<String> fetched = new CopyOnWriteArrayList<>();
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile String failing = "none";

    FakeWal(Map<String, String> files) {
        this.files = new TreeMap<>(files);
    }

    @Override
    public boolean has(WalFile file) {
        return files.containsKey(file.name());
    }

    @Override
    public void fetch(WalFile file, Path destination) throws InterruptedException {
        fetched.add(file.name());
        gate.await();
        if (file.name().equals(failing)) {
            throw new LifeboatException(ErrorCode.STORE_UNREACHABLE, "region dr is burning");
        }
        try {
            Files.writeString(destination, files.get(file.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<WalFile.Segment> after(WalFile.Segment segment) {
        return Optional.ofNullable(files.higherKey(segment.name()))
                .filter(name -> name.length() == 24)
                .map(WalFile.Segment::new);
    }
}
