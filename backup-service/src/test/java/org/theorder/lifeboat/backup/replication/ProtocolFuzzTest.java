package org.theorder.lifeboat.backup.replication;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.theorder.lifeboat.events.LifeboatException;

/** Whatever a server answers, the client accepts it or ends with its own exception. Correctness line 2. */
class ProtocolFuzzTest {
    static Stream<byte[]> answers() {
        return Stream.of(
                new ServerBytes().result("7", "1", "0/1", null).ready().all(),
                new ServerBytes()
                        .result("0/2000028", "1")
                        .result((String) null, null, "10")
                        .copyData(m -> m.octet('n').text("base.tar").text(""))
                        .copyDone()
                        .ready()
                        .all());
    }

    @MethodSource("answers")
    @FuzzTest(maxDuration = "60s")
    void answer(byte[] bytes) throws IOException {
        try (FakeServer server = new FakeServer(client -> {
                    client.admit();
                    client.message();
                    client.send(new ServerBytes().raw(bytes));
                });
                ReplicationConnection connection = server.connect()) {
            if (bytes.length % 2 == 0) {
                connection.identifySystem();
            } else {
                connection.baseBackup(
                        new BaseBackupOptions("x", true, OptionalInt.empty()),
                        Duration.ofSeconds(2),
                        new RecordingSink());
            }
        } catch (LifeboatException refused) {
            // which is what is asked for
        }
    }
}
