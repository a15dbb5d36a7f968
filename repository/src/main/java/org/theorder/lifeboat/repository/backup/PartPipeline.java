package org.theorder.lifeboat.repository.backup;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.compression.BufferChain;
import org.theorder.lifeboat.repository.compression.FrameCompressor;
import org.theorder.lifeboat.repository.compression.FrameTarget;
import org.theorder.lifeboat.repository.encryption.AgeTarget;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Content;

/**
 * Parts from the stream through compressing threads to the regions. Memory: {@link WriterSettings#largestMemory}.
 *
 * <p>A compressing thread takes the oldest open part and works on its buffers as they fill. A compressed part is put by a
 * virtual thread, so that compressing goes on meanwhile.
 */
final class PartPipeline implements AutoCloseable {
    private final BackupId backup;
    private final ClusterKeys keys;
    private final RegionSet regions;
    private final int level;
    private final Encryption encryption;
    private final BoundedBuffers rawBuffers;
    private final BoundedBuffers storedBuffers;
    private final BlockingQueue<OpenPart> waiting = new LinkedBlockingQueue<>();
    private final List<Thread> workers = new ArrayList<>();
    private final Set<Thread> putters = ConcurrentHashMap.newKeySet();
    private final Map<Integer, IndexedPart> durable = new TreeMap<>();
    private int begun;
    private long durableTarBytes;
    private long durableStoredBytes;
    private volatile @Nullable RuntimeException failure;

    PartPipeline(BackupId backup, ClusterKeys keys, RegionSet regions, WriterSettings settings) {
        this.backup = backup;
        this.keys = keys;
        this.regions = regions;
        this.level = settings.level();
        this.encryption = settings.encryption();
        this.rawBuffers = new BoundedBuffers(WriterSettings.RAW_BUFFER, settings.rawBuffers(), () -> failure);
        this.storedBuffers = new BoundedBuffers(WriterSettings.STORED_BUFFER, settings.storedBuffers(), () -> failure);
        for (int number = 1; number <= settings.workers(); number++) {
            workers.add(Thread.ofPlatform()
                    .daemon()
                    .name("compress-" + backup + "-" + number)
                    .start(this::work));
        }
    }

    Encoding encoding() {
        return encryption.encoding();
    }

    /** Begins the next part. */
    synchronized OpenPart begin(String object, Archive archive) {
        OpenPart part = new OpenPart(begun++, object, archive, rawBuffers);
        storedBuffers.begin(part.number());
        waiting.add(part);
        return part;
    }

    /**
     * Waits until every part that was begun is durable.
     *
     * @return the parts in order
     * @throws RuntimeException the failure, if one of them cannot be
     */
    synchronized List<IndexedPart> awaitAll() {
        try {
            while (durable.size() < begun && failure == null) {
                wait();
            }
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
        check();
        return List.copyOf(durable.values());
    }

    /** @throws RuntimeException the failure, if there was one */
    void check() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    synchronized long durableTarBytes() {
        return durableTarBytes;
    }

    synchronized long durableStoredBytes() {
        return durableStoredBytes;
    }

    private void work() {
        try (FrameCompressor compressor = new FrameCompressor(level, false)) {
            while (true) {
                compress(waiting.take(), compressor);
            }
        } catch (InterruptedException e) {
            // closed
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void compress(OpenPart part, FrameCompressor compressor) throws InterruptedException {
        MessageDigest sha256 = sha256();
        BufferChain chain = new BufferChain(() -> storedBuffers.take(part.number()), sha256::update);
        FrameTarget target = AgeTarget.wrap(chain, encryption, Optional.empty());
        for (ByteBuffer buffer = part.next(); !OpenPart.isEnd(buffer); buffer = part.next()) {
            compressor.compressWhole(buffer, target);
            part.release(buffer);
        }
        Content content = target.finish();
        IndexedPart indexed = new IndexedPart(
                part.object(),
                part.archive().name(),
                part.length(),
                content.length(),
                HexFormat.of().formatHex(sha256.digest()));
        Thread putter = Thread.ofVirtual()
                .name("put-" + part.object())
                .unstarted(() -> put(part.number(), indexed, content, chain.buffers()));
        putters.add(putter);
        putter.start();
    }

    private void put(int number, IndexedPart part, Content content, List<ByteBuffer> buffers) {
        try {
            boolean reusable = regions.put(keys.part(backup, part.object()), content);
            storedBuffers.finish(number, buffers, reusable);
            isDurable(number, part);
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            putters.remove(Thread.currentThread());
        }
    }

    private synchronized void isDurable(int number, IndexedPart part) {
        durable.put(number, part);
        durableTarBytes += part.tarBytes();
        durableStoredBytes += part.storedBytes();
        notifyAll();
    }

    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e instanceof LifeboatException known
                    ? known
                    : new LifeboatException(ErrorCode.INTERNAL, "writing backup " + backup + " failed: " + e, e);
        }
        notifyAll();
        rawBuffers.wake();
        storedBuffers.wake();
    }

    /** Ends the threads, also those of puts that are under way; returns when they have ended. */
    @Override
    public void close() {
        fail(new LifeboatException(ErrorCode.INTERNAL, "backup " + backup + " is closed"));
        workers.forEach(Thread::interrupt);
        boolean interrupted = awaitEnd(workers);
        List<Thread> putting = List.copyOf(putters);
        putting.forEach(Thread::interrupt);
        interrupted |= awaitEnd(putting);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean awaitEnd(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        return interrupted;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
