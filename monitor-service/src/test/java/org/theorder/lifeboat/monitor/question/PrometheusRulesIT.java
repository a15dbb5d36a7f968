package org.theorder.lifeboat.monitor.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.servers.Prometheus;

/** The rules that are shipped, checked by Prometheus' own tool, and what the dashboard takes from them. */
class PrometheusRulesIT {
    private static final Path FOLDER =
            Path.of("../deploy/prometheus").toAbsolutePath().normalize();

    private static final String RULES = "lifeboat.rules.yaml";

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
        promtool("check", "rules", RULES);
        assertThat(promtool("test", "rules", "lifeboat.rules.test.yaml")).contains("SUCCESS");
    }

    @Test
    void everyAlertIsSeenToFire() throws IOException {
        assertThat(names("alertname: (\\w+)\\s+exp_alerts:\\s+- exp_labels", "lifeboat.rules.test.yaml"))
                .isNotEmpty()
                .isEqualTo(names("- alert: (\\w+)", RULES));
    }

    @Test
    void whatTheDashboardTakesFromRulesIsRecordedThere() throws IOException {
        assertThat(names("(lifeboat:[\\w:]+)", "dashboard.json"))
                .isNotEmpty()
                .isSubsetOf(names("- record: ([\\w:]+)", RULES));
    }

    /** What the group of a pattern is in a file. */
    private static Set<String> names(String pattern, String file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(FOLDER.resolve(file)))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
