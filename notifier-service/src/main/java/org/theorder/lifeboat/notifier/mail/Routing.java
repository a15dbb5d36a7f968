package org.theorder.lifeboat.notifier.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Team;

/**
 * Which addresses an incident concerns.
 *
 * @param routes teams by rule; a rule without an entry concerns the incident's own team
 */
record Routing(Map<Team, List<String>> addresses, Map<String, Set<Team>> routes) {
    /** Those of monitor-service (its {@code rules.yaml} has them all), and of what people and this service open. */
    private static final Set<String> RULES = new TreeSet<>(Set.of(
            "backup-failed",
            "backup-overdue",
            "certificate-expires",
            "clock-skew",
            "drill-failed",
            "drill-overdue",
            "flapping",
            "manual",
            "monitoring-blind",
            "object-lock-broken",
            "page-not-published",
            "plan-stale",
            "pods-restarting",
            "prometheus-alert",
            "protection-fault",
            "recovery-point",
            "replica-differs",
            "replication-lag",
            "restore-failed",
            "rules-refused",
            "service-down",
            "service-silent",
            "slot-keeps-wal",
            "storage-used",
            "workload-degraded"));

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key whose address is malformed, or which is no rule's */
    static Routing of(TeamSettings teams, RouteSettings routes) {
        Map<Team, List<String>> addresses = new EnumMap<>(Team.class);
        for (Team team : Team.values()) {
            List<String> own = switch (team) {
                case DATABASE -> teams.database();
                case INFRASTRUCTURE -> teams.infrastructure();
                case SECURITY -> teams.security();
            };
            own.forEach(address -> checkAddress("lifeboat.notifier.teams." + team.wireName(), address));
            addresses.put(team, List.copyOf(own));
        }
        routes.routes().forEach((rule, to) -> {
            if (!RULES.contains(rule)) {
                throw invalid("lifeboat.notifier.routes." + rule + " is for no rule; the rules are "
                        + String.join(", ", RULES));
            }
            if (to.isEmpty()) {
                throw invalid("lifeboat.notifier.routes." + rule + " names no team; name at least one, or remove it");
            }
        });
        return new Routing(addresses, Map.copyOf(routes.routes()));
    }

    List<String> recipients(Incident incident) {
        return of(routes.getOrDefault(incident.rule(), Set.of(incident.team())));
    }

    /** Everybody of these teams. */
    List<String> of(Set<Team> teams) {
        return teams.stream()
                .flatMap(team -> addresses.getOrDefault(team, List.of()).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** A bare address: it goes into the envelope and into a header as it is. */
    static void checkAddress(String key, String address) {
        try {
            InternetAddress parsed = new InternetAddress(address, true);
            if (!parsed.getAddress().equals(address) || address.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw invalid(key + " has '" + address + "'; give the bare address, for example ops@example.org");
            }
        } catch (AddressException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    key + " has '" + address + "', which is not a mail address: " + e.getMessage(),
                    e);
        }
    }

    private static LifeboatException invalid(String message) {
        return new LifeboatException(ErrorCode.CONFIGURATION_INVALID, message);
    }
}
