package org.theorder.lifeboat.repository.backup;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.manifest.ControlFile;
import org.theorder.lifeboat.repository.tar.TarEntry;
import org.theorder.lifeboat.repository.tar.TarScanner;
import org.theorder.lifeboat.repository.tar.TarSink;

/** Writes down what passes in the archives of a backup, while it goes into parts. */
final class StreamRecorder implements TarSink {
    /** Files of the base that are looked into. */
    private static final Set<String> KEPT = Set.of(ControlFile.PATH, BackupLabel.PATH);

    private static final int LARGEST_KEPT = 64 * 1024;

    private final PartPipeline pipeline;
    private final int partBytes;
    private final ChecksumAlgorithm algorithm;
    private final List<Archive> archives = new ArrayList<>();
    private final List<ReceivedFile> files = new ArrayList<>();
    private final List<IndexedDirectory> directories = new ArrayList<>();
    private final List<IndexedLink> links = new ArrayList<>();
    private final Map<String, byte[]> kept = new HashMap<>();
    private @Nullable TarScanner scanner;
    private @Nullable PartCutter cutter;
    private @Nullable FileBeingRead file;

    StreamRecorder(PartPipeline pipeline, int partBytes, ChecksumAlgorithm algorithm) {
        this.pipeline = pipeline;
        this.partBytes = partBytes;
        this.algorithm = algorithm;
    }

    void beginArchive(Archive archive) {
        endArchive();
        archives.add(archive);
        cutter = new PartCutter(pipeline, partBytes, archive);
        scanner = new TarScanner(this);
    }

    void write(ByteBuffer bytes) {
        if (scanner == null) {
            throw new LifeboatException(ErrorCode.PROTOCOL_BROKEN, "the server sends data before it names an archive");
        }
        scanner.write(bytes);
    }

    /** @throws LifeboatException CORRUPT if the present archive is not complete */
    void endArchive() {
        if (scanner != null) {
            scanner.finish();
            cutter().end();
            scanner = null;
            cutter = null;
        }
    }

    @Override
    public void header(TarEntry entry, ByteBuffer block) {
        cutter().header(block);
        Archive archive = archives.getLast();
        switch (entry.type()) {
            case FILE -> file = new FileBeingRead(archive, entry, algorithm, isKept(archive, entry));
            case DIRECTORY ->
                directories.add(new IndexedDirectory(archive.name(), entry.path(), entry.mode(), entry.modifiedAt()));
            case SYMBOLIC_LINK -> links.add(new IndexedLink(archive.name(), entry.path(), entry.linkTarget()));
        }
    }

    private static boolean isKept(Archive archive, TarEntry entry) {
        boolean wanted = archive.isBase() && KEPT.contains(entry.path());
        if (wanted && entry.size() > LARGEST_KEPT) {
            throw new LifeboatException(ErrorCode.CORRUPT, entry.path() + " is far too large");
        }
        return wanted;
    }

    @Override
    public void content(ByteBuffer bytes) {
        FileBeingRead present = present(file);
        present.see(bytes);
        cutter().content(bytes, present);
    }

    @Override
    public void endOfContent() {
        FileBeingRead complete = file;
        if (complete != null) {
            files.add(complete.finish());
            if (complete.content().length > 0) {
                kept.put(complete.path(), complete.content());
            }
            file = null;
        }
    }

    @Override
    public void filler(ByteBuffer bytes) {
        cutter().filler(bytes);
    }

    List<Archive> archives() {
        return archives;
    }

    List<ReceivedFile> files() {
        return files;
    }

    /** @throws LifeboatException CORRUPT if the file did not pass */
    byte[] kept(String path) {
        byte[] content = kept.get(path);
        if (content == null) {
            throw new LifeboatException(ErrorCode.CORRUPT, "the server sent no " + path);
        }
        return content;
    }

    BackupIndex index(BackupBeginning beginning, List<IndexedPart> parts) {
        return new BackupIndex(
                beginning.id(),
                archives,
                parts,
                directories,
                links,
                files.stream().map(ReceivedFile::file).toList());
    }

    private PartCutter cutter() {
        return present(cutter);
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("no archive is being read");
        }
        return value;
    }
}
