package org.theorder.lifeboat.repository.backup;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** The index of a backup, from a store that may hold anything. Correctness line 20. */
class IndexFuzzTest {
    static Stream<byte[]> indexes() throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        IndexJson.write(
                new BackupIndex(
                        SyntheticCluster.BACKUP, List.of(Archive.base()), List.of(), List.of(), List.of(), List.of()),
                Encoding.ZSTD,
                json);
        return Stream.of(json.toByteArray());
    }

    @MethodSource("indexes")
    @FuzzTest(maxDuration = "60s")
    void index(byte[] bytes) throws IOException {
        try {
            IndexJson.read(new ByteArrayInputStream(bytes));
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.CORRUPT && e.code() != ErrorCode.CONFIGURATION_INVALID) {
                throw e;
            }
        }
    }
}
