package org.theorder.lifeboat.monitor.question;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.servers.Prometheus;

/** The rules and the dashboard that are shipped, checked by Prometheus' own tool. */
class PrometheusRulesIT {
    private static final Path FOLDER =
            Path.of("../deploy/prometheus").toAbsolutePath().normalize();

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        Path tool = Prometheus.tool("promtool");
        Process process = new ProcessBuilder(Stream.concat(Stream.of(tool.toString()), Stream.of(arguments))
                        .toList())
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void theRulesAreRightAndFireWhenTheyShould() throws IOException, InterruptedException {
        promtool("check", "rules", "lifeboat.rules.yaml");
        assertThat(promtool("test", "rules", "lifeboat.rules.test.yaml")).contains("SUCCESS");
    }

    @Test
    void theDashboardAsksForMetricsOfOurs() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(Files.readAllBytes(FOLDER.resolve("dashboard.json")));

        assertThat(dashboard.path("panels")).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("targets").path(0).path("expr").asText()).contains("lifeboat");
        });
    }
}
