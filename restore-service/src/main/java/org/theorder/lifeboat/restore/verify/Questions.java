package org.theorder.lifeboat.restore.verify;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ClusterName;

/** The SQL assertions of a cluster. */
final class Questions {
    private static final int LONGEST = 200;

    private final RestoredServer server;

    Questions(RestoredServer server) {
        this.server = server;
    }

    List<Finding> ask(ClusterName cluster, List<Assertion> assertions, List<String> databases) {
        List<Finding> checks = new ArrayList<>();
        for (Assertion assertion : assertions) {
            checks.add(ask(assertion, assertion.database().orElseGet(() -> usual(cluster, databases))));
        }
        return checks;
    }

    /** Where a question goes that names no database: to the cluster's own, to postgres, or to the first that is there. */
    private static String usual(ClusterName cluster, List<String> databases) {
        return Stream.of(cluster.value(), "postgres")
                .filter(databases::contains)
                .findFirst()
                .orElse(databases.isEmpty() ? "template1" : databases.getFirst());
    }

    private Finding ask(Assertion assertion, String database) {
        try {
            Optional<String> answer = server.in(database, session -> session.value(assertion.sql()));
            String shown = answer.map(Questions::shortened).orElse("no value");
            boolean passed = assertion
                    .expected()
                    .map(expected -> answer.filter(expected::equals).isPresent())
                    .orElse(answer.isPresent());
            return Finding.of(
                    assertion.name(),
                    passed,
                    assertion
                            .expected()
                            .map(expected -> shown + ", expected " + shortened(expected))
                            .orElse(shown));
        } catch (SQLException e) {
            return new Finding.Failed(assertion.name(), "database " + database + ": " + e.getMessage());
        }
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
