package org.theorder.lifeboat.restore.checksum;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of relation pages: a segment of a fork. Names as in PostgreSQL {@code src/common/relpath.c}: {@code 16384},
 * {@code 16384.1}, {@code 16384_fsm}, {@code 16384_vm.2}, {@code 16384_init}. Everything else in a database directory
 * (maps, version files, temporary relations) has no page checksums.
 *
 * @param firstBlock number of the file's first page within the fork
 */
record RelationFile(Path path, long firstBlock) {
    private static final Pattern NAME =
            Pattern.compile("[1-9][0-9]{0,9}(?:_(?:fsm|vm|init))?(?:\\.([1-9][0-9]{0,5}))?");

    /** Pages in a full segment of 1 GiB ({@code RELSEG_SIZE}). */
    private static final long SEGMENT_BLOCKS = 131_072;

    static Optional<RelationFile> of(Path path) {
        Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String segment = matcher.group(1);
        return Optional.of(new RelationFile(path, segment == null ? 0 : Long.parseLong(segment) * SEGMENT_BLOCKS));
    }
}
