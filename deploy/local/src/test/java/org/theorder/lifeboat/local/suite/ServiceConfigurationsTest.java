package org.theorder.lifeboat.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceConfigurationsTest {
    private static final Map<PortName, Integer> PORTS = new Ports().choose(Map.of(), Map.of());

    @TempDir
    Path folder;

    @Test
    void everyServiceIsToldItsPortItsDatabaseAndWhoMayComeIn() throws IOException {
        Home home = write("home");
        for (Service service : Service.values()) {
            Properties properties = read(home, service);
            assertThat(properties)
                    .containsEntry("quarkus.http.host", "127.0.0.1")
                    .containsEntry("quarkus.http.port", String.valueOf(PORTS.get(service.port())))
                    .containsEntry("quarkus.datasource.username", service.schema())
                    .containsEntry("lifeboat.edge.tokens", home.tokenHashes().toString());
        }
    }

    @Test
    void blanksInThePathSurvive() throws IOException {
        Home home = write("my home");
        assertThat(read(home, Service.BACKUP).getProperty("lifeboat.regions.dr.url"))
                .endsWith("/my%20home/data/demo/regions/dr/".replaceFirst("/$", ""));
        assertThat(read(home, Service.MONITOR).getProperty("lifeboat.monitor.probes.shop.password-file"))
                .contains("/my home/secrets/");
    }

    @Test
    void passwordsAreForTheOwnerAlone() throws IOException {
        Home home = write("home");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.configuration("backup-service"))))
                .isEqualTo("rw-------");
    }

    @Test
    void backupsAreRehearsedByNightAndInTheDemoOnRequestOnly() throws IOException {
        Home home = write("home");
        assertThat(read(home, Service.RESTORE))
                .containsEntry(
                        "lifeboat.drill.directory", home.data("demo").drills().toString())
                .doesNotContainKey("lifeboat.drill.cron");

        new ServiceConfigurations(home, home.data("demo"), PORTS, false).write();

        assertThat(read(home, Service.RESTORE)).containsEntry("lifeboat.drill.cron", "off");
    }

    private Home write(String name) {
        Home home = new Home(folder.resolve(name), folder);
        new ServiceConfigurations(home, home.data("demo"), PORTS, true).write();
        return home;
    }

    private static Properties read(Home home, Service service) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(home.configuration(service.wireName()))) {
            properties.load(reader);
        }
        return properties;
    }
}
