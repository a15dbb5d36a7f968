package org.theorder.lifeboat.restore.checksum;

import java.util.List;

/**
 * What the page checksums of a data directory say.
 *
 * @param files relation files that were read
 * @param pages pages in them, the never used ones included
 * @param badPages pages whose checksum is wrong
 * @param examples the first bad pages, as {@code base/5/16384 block 12}
 */
public record ChecksumReport(long files, long pages, long badPages, List<String> examples) {
    public boolean passed() {
        return badPages == 0;
    }

    /** One line for people. */
    public String detail() {
        String counted = "%,d pages in %,d files, %,d bad".formatted(pages, files, badPages);
        return examples.isEmpty() ? counted : counted + ": " + String.join(", ", examples);
    }
}
