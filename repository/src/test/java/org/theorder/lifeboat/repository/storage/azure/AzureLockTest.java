package org.theorder.lifeboat.repository.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.PutResult;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;

/**
 * The requests for immutability as they are sent: Azurite answers 501 to them, so that only these are proven, not what
 * Azure does with them. Correctness line 18.
 */
class AzureLockTest {
    @TempDir
    Path directory;

    private HttpServer stub;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<Map<String, List<String>>> headers = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws IOException {
        stub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stub.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            exchange.getResponseHeaders().add("ETag", "\"0x1\"");
            exchange.getResponseHeaders().add("Last-Modified", "Sun, 22 Nov 2026 12:00:00 GMT");
            exchange.getResponseHeaders().add("x-ms-request-server-encrypted", "true");
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        stub.start();
    }

    @AfterEach
    void stop() {
        stub.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"compliance, Locked", "governance, Unlocked"})
    void lockGoesWithTheObjectInOneConditionalRequest(String lock, String mode) throws IOException {
        AzureStore store = store(lock, AzureWriter.BLOCK_BYTES);

        PutResult result = store.put("a/object", Content.of("hello"), Instant.parse("2026-12-24T18:00:00Z"));

        assertThat(result).isInstanceOf(PutResult.Created.class);
        assertThat(requests).containsExactly("PUT /bank/backups/a%2Fobject");
        assertThat(header(0, "If-none-match")).isEqualTo("*");
        assertThat(header(0, "X-ms-immutability-policy-until-date")).isEqualTo("Thu, 24 Dec 2026 18:00:00 GMT");
        assertThat(header(0, "X-ms-immutability-policy-mode")).isEqualToIgnoringCase(mode);
        assertThat(header(0, "Content-md5")).isEqualTo("XUFAKrxLKna5cZ2REBfFkg==");
    }

    @Test
    void lockOfALargeObjectGoesWithTheCommitOfItsBlocks() throws IOException {
        AzureStore store = store("compliance", 4);

        store.put("a/object", Content.of("hello"), Instant.parse("2026-12-24T18:00:00Z"));

        assertThat(requests).hasSize(3);
        assertThat(requests.get(2)).contains("comp=blocklist");
        assertThat(header(2, "If-none-match")).isEqualTo("*");
        assertThat(header(2, "X-ms-immutability-policy-until-date")).isEqualTo("Thu, 24 Dec 2026 18:00:00 GMT");
    }

    private String header(int request, String name) {
        return headers.get(request).getOrDefault(name, List.of("absent")).getFirst();
    }

    private AzureStore store(String lock, long blockBytes) throws IOException {
        Path credentials = Files.writeString(directory.resolve("credentials"), "account-key=c2VjcmV0");
        String url = "azure://bank/backups?lock=" + lock + "&endpoint=http://127.0.0.1:"
                + stub.getAddress().getPort() + "/bank";
        return AzureStore.connect(
                (StorageLocation.Azure) StorageLocation.parse(url, "test.url"),
                StorageAccess.defaults().withCredentials(credentials),
                blockBytes);
    }
}
