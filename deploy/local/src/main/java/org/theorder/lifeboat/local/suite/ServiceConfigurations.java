package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.servers.PostgresBinaries;

/** What each service is told: one properties file per service, readable by its owner alone because of the passwords. */
final class ServiceConfigurations {
    private static final String OVER_APPLICATION_PROPERTIES = "275";
    private static final Map<String, String> NO_SCHEDULE = Map.of(
            "lifeboat.defaults.schedule.full", "off",
            "lifeboat.defaults.schedule.incremental", "off",
            "lifeboat.defaults.verify.cron", "off",
            "lifeboat.drill.cron", "off");

    private final Home home;
    private final Home.Data data;
    private final Map<PortName, Integer> ports;
    private final boolean byItself;

    /**
     * @param byItself whether something may happen that nobody asked for: an incident because a disk fills up, a backup
     *     because it is due; the demo has room for what it tells only
     */
    ServiceConfigurations(Home home, Home.Data data, Map<PortName, Integer> ports, boolean byItself) {
        this.home = home;
        this.data = data;
        this.ports = ports;
        this.byItself = byItself;
    }

    /** Writes the files of all services. */
    void write() {
        for (Service service : Service.values()) {
            Map<String, String> keys = new TreeMap<>(common(service));
            keys.putAll(
                    switch (service) {
                        case BACKUP -> backup();
                        case RESTORE -> restore();
                        case MONITOR -> monitor();
                        case NOTIFIER -> notifier();
                    });
            write(service, keys);
        }
    }

    /** What a service needs to run, and the regions, without anything to protect. */
    Map<String, String> alone(Service service) {
        Map<String, String> keys = new TreeMap<>(common(service));
        keys.putAll(service == Service.RESTORE ? restore() : regions());
        keys.putAll(NO_SCHEDULE);
        return keys;
    }

    /** What every service needs: its database, Kafka, tokens. */
    Map<String, String> common(Service service) {
        String database = "postgresql://127.0.0.1:" + port(PortName.POSTGRES) + "/" + SuiteDatabasePart.DATABASE;
        return Map.of(
                "config_ordinal",
                OVER_APPLICATION_PROPERTIES,
                "quarkus.http.host",
                "127.0.0.1",
                "quarkus.http.port",
                port(service.port()),
                "quarkus.datasource.username",
                service.schema(),
                "quarkus.datasource.password",
                SuiteDatabasePart.password(home, service),
                "quarkus.datasource.jdbc.url",
                "jdbc:" + database,
                "quarkus.datasource.reactive.url",
                database,
                "kafka.bootstrap.servers",
                "127.0.0.1:" + port(PortName.KAFKA),
                "lifeboat.edge.tokens",
                home.tokenHashes().toString());
    }

    private Map<String, String> regions() {
        return Map.of(
                "lifeboat.regions.primary.url", data.region("primary").toUri().toString(),
                "lifeboat.regions.dr.url", data.region("dr").toUri().toString());
    }

    private Map<String, String> backup() {
        Map<String, String> keys = new TreeMap<>(regions());
        keys.putAll(Map.of(
                "lifeboat.clusters.shop.host",
                "127.0.0.1",
                "lifeboat.clusters.shop.port",
                port(PortName.SHOP),
                "lifeboat.clusters.shop.database",
                "shop",
                "lifeboat.clusters.shop.user",
                ShopPart.BACKUP_ROLE,
                "lifeboat.clusters.shop.password-file",
                home.secret(ShopPart.BACKUP_ROLE).toString(),
                "lifeboat.clusters.shop.regions",
                "primary,dr"));
        if (!byItself) {
            // a full hour may strike in the middle of it
            keys.putAll(NO_SCHEDULE);
        }
        return keys;
    }

    private Map<String, String> restore() {
        Map<String, String> keys = new TreeMap<>(regions());
        keys.put("lifeboat.postgres.binaries", PostgresBinaries.unpacked().toString());
        keys.put(
                "lifeboat.restore.allowed-directories",
                data.restored().toString().replace(",", "\\,"));
        keys.put("lifeboat.drill.directory", data.drills().toString());
        keys.put("lifeboat.drill.leave-free", "256M");
        if (!byItself) {
            keys.putAll(NO_SCHEDULE);
        }
        return keys;
    }

    private Map<String, String> monitor() {
        Map<String, String> keys = new TreeMap<>(Map.of(
                "lifeboat.monitor.probes.shop.kind",
                "sql",
                "lifeboat.monitor.probes.shop.host",
                "127.0.0.1",
                "lifeboat.monitor.probes.shop.port",
                port(PortName.SHOP),
                "lifeboat.monitor.probes.shop.database",
                "shop",
                "lifeboat.monitor.probes.shop.user",
                ShopPart.MONITOR_ROLE,
                "lifeboat.monitor.probes.shop.password-file",
                home.secret(ShopPart.MONITOR_ROLE).toString()));
        keys.put("lifeboat.monitor.restore-service.url", "http://127.0.0.1:" + port(PortName.RESTORE));
        keys.put(
                "lifeboat.monitor.restore-service.token-file",
                home.token("viewer").toString());
        if (byItself) {
            keys.put("lifeboat.monitor.storage.lifeboat.path", home.root().toString());
        }
        return keys;
    }

    private Map<String, String> notifier() {
        return Map.of(
                "lifeboat.notifier.mail.host", "127.0.0.1",
                "lifeboat.notifier.mail.port", port(PortName.SMTP),
                "lifeboat.notifier.mail.security", "NONE",
                "lifeboat.notifier.page.url", "http://127.0.0.1:" + port(PortName.STATUS_PAGE),
                "lifeboat.notifier.components.shop.name", "Shop database",
                "lifeboat.notifier.components.shop.description", "Orders and products of the demo shop",
                "lifeboat.notifier.components.shop.cluster", "shop");
    }

    private String port(PortName name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalStateException("no port for " + name.wireName());
        }
        return port.toString();
    }

    /** Writes the file of one service. */
    void write(Service service, Map<String, String> keys) {
        try {
            Secrets.writePrivately(home.configuration(service.wireName()), properties(keys));
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.NO_SPACE,
                    "the configuration of " + service.wireName() + " cannot be written: " + e.getMessage(),
                    e);
        }
    }

    static String properties(Map<String, String> keys) throws IOException {
        Properties properties = new Properties();
        properties.putAll(keys);
        StringWriter text = new StringWriter();
        properties.store(text, null);
        return text.toString().lines().sorted().collect(Collectors.joining("\n", "", "\n"));
    }
}
