package org.theorder.lifeboat.restore.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against three pages of a table as PostgreSQL 18.6 wrote them. */
class PageChecksumTest {
    private static final int PAGE = PageChecksum.PAGE_SIZE;

    @TempDir
    Path dataDirectory;

    private byte[] pages = new byte[0];

    @BeforeEach
    void readPages() throws IOException {
        try (InputStream in = PageChecksumTest.class.getResourceAsStream("/relation-of-postgresql-18.pages")) {
            pages = in.readAllBytes();
        }
    }

    @Test
    void checksumIsTheOneThatTheServerWrote() {
        assertThat(List.of(checksum(0), checksum(1), checksum(2))).containsExactly(36909, 62373, 65448);
    }

    private int checksum(int block) {
        int[] words = words(block);
        int before = words[2];
        int checksum = new PageChecksum().checksum(words, block);
        assertThat(words[2]).as("the page is as it was").isEqualTo(before);
        return checksum;
    }

    private int[] words(int page) {
        int[] words = new int[PAGE / 4];
        ByteBuffer.wrap(pages, page * PAGE, PAGE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(words);
        return words;
    }

    @Test
    void pageAtAnotherPlaceIsBad() {
        assertThat(new PageChecksum().judge(words(1), 1)).isEqualTo(PageChecksum.Verdict.GOOD);
        assertThat(new PageChecksum().judge(words(1), 2)).isEqualTo(PageChecksum.Verdict.BAD);
    }

    @Test
    void everyFlippedBitIsFound() {
        int[] words = words(0);
        for (int bit = 0; bit < PAGE * 8; bit += 61) {
            words[bit / 32] ^= 1 << bit % 32;
            assertThat(new PageChecksum().judge(words, 0)).as("bit %s", bit).isEqualTo(PageChecksum.Verdict.BAD);
            words[bit / 32] ^= 1 << bit % 32;
        }
    }

    @Test
    void zeroPageIsNewAndOneWithAnythingElseInItIsBad() {
        int[] words = new int[PAGE / 4];
        assertThat(new PageChecksum().judge(words, 7)).isEqualTo(PageChecksum.Verdict.NEW);
        words[2000] = 1;
        assertThat(new PageChecksum().judge(words, 7)).isEqualTo(PageChecksum.Verdict.BAD);
    }

    @Test
    void scanFindsTheBadPageAndNamesIt() throws Exception {
        Path database = Files.createDirectories(dataDirectory.resolve("base/5"));
        Files.write(database.resolve("16384"), pages);
        Files.writeString(database.resolve("PG_VERSION"), "18\n");
        pages[PAGE + 5000] ^= 4;
        Files.write(database.resolve("16385"), pages);

        ChecksumReport report = ChecksumScan.of(dataDirectory, 2, bytes -> {});

        assertThat(report.passed()).isFalse();
        assertThat(report.files()).isEqualTo(2);
        assertThat(report.pages()).isEqualTo(6);
        assertThat(report.detail()).isEqualTo("6 pages in 2 files, 1 bad: base/5/16385 block 1");
    }

    @Test
    void pagesOfALaterSegmentCountOnFromTheOneBefore() throws Exception {
        Path database = Files.createDirectories(dataDirectory.resolve("pg_tblspc/16400/PG_18_202506291/5"));
        // block 0 of the first segment cannot be block 131072 of the fork
        Files.write(database.resolve("16384.1"), pages);

        assertThat(ChecksumScan.of(dataDirectory, 1, bytes -> {}).badPages()).isEqualTo(3);
    }

    @Test
    void fileThatEndsInsideAPageIsBad() throws Exception {
        Path database = Files.createDirectories(dataDirectory.resolve("global"));
        Files.write(database.resolve("1262"), Arrays.copyOf(pages, PAGE + 100));

        assertThat(ChecksumScan.of(dataDirectory, 1, bytes -> {}).detail())
                .isEqualTo("1 pages in 1 files, 1 bad: global/1262 block 1 is cut off");
    }

    @Test
    void onlyRelationFilesAreLookedAt() {
        for (String name : List.of("16384", "1_fsm", "16384_vm.3", "16384_init", "4294967295.32767")) {
            assertThat(RelationFile.of(Path.of(name))).as(name).isPresent();
        }
        for (String name :
                List.of("PG_VERSION", "pg_filenode.map", "t3_16384", "pg_control", "016384", "16384.0", "1.old")) {
            assertThat(RelationFile.of(Path.of(name))).as(name).isEmpty();
        }
        assertThat(RelationFile.of(Path.of("16384_fsm.2")).orElseThrow().firstBlock())
                .isEqualTo(262_144);
    }
}
