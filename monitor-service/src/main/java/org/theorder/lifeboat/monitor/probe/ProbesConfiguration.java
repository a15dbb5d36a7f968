package org.theorder.lifeboat.monitor.probe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;

/** {@code lifeboat.monitor.probes.<name>.*}: which services are looked at. The name is the subject of the incident. */
@ConfigMapping(prefix = "lifeboat.monitor.probes")
public interface ProbesConfiguration {
    @WithParentName
    Map<String, Service> byName();

    /** One service. */
    interface Service {
        /** {@code sql}, {@code tcp} or {@code http}. */
        Kind kind();

        /** The protected cluster behind it; default: the name of the probe for {@code sql}, none for the others. */
        Optional<String> cluster();

        /** The status-page component that it affects; default: the name of the probe. */
        Optional<String> component();

        /** For {@code sql} and {@code tcp}. */
        Optional<String> host();

        /** For {@code sql} (default 5432) and {@code tcp}. */
        OptionalInt port();

        /** For {@code sql}; default: {@code postgres}. */
        @WithDefault("postgres")
        String database();

        /** For {@code sql}. It needs the role {@code pg_monitor} to see standbys. */
        Optional<String> user();

        /** For {@code sql}; better a {@code password-file}. */
        Optional<String> password();

        /** For {@code sql}: a file that holds the password; read at every look. */
        Optional<String> passwordFile();

        /** For {@code sql}, as PostgreSQL's {@code sslmode}. */
        @WithDefault("prefer")
        String sslMode();

        /**
         * A PEM file with the authorities of its certificate; default: those that Java trusts. For {@code http} with an https
         * URL, and for {@code sql} that verifies: {@code verify-ca} needs it.
         */
        Optional<String> caFile();

        /** For {@code sql}: a table with its schema into which a row is written at every look at replication; default: none. */
        Optional<String> heartbeat();

        /** For {@code sql}: what the databases may use, for example {@code 500GB}; default: not watched. */
        Optional<String> databaseQuota();

        /** For {@code http}: answered 2xx it is good. */
        Optional<String> url();

        /** From the start of one look to the start of the next. */
        @WithDefault("1s")
        Duration interval();

        /** For {@code sql}: how often its standbys, slots and clock are looked at. */
        @WithDefault("5s")
        Duration replicationInterval();

        /** How often is looked at what changes slowly: certificates, sizes of databases. */
        @WithDefault("1m")
        Duration slowInterval();

        /** A look that takes longer has failed. */
        @WithDefault("2s")
        Duration timeout();

        /** Default: as the rule {@code service-down} says; so are impact and plan. */
        Optional<Severity> severity();

        /** What users feel while it is down. */
        Optional<Impact> impact();

        /** Probes that this one needs: while one of them fails, nobody is disturbed by this one. */
        Optional<Set<String>> dependsOn();

        /** Default: {@code database} for {@code sql}, {@code infrastructure} for the others. */
        Optional<Team> team();

        /** The recovery plan to suggest; default: a restore, if there is a cluster. */
        Optional<String> plan();
    }

    /** How a service is looked at. */
    enum Kind {
        /** Log in and {@code select 1}. */
        SQL,
        /** Connect. */
        TCP,
        /** GET. */
        HTTP
    }
}
