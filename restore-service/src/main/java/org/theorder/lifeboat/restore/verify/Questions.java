package org.theorder.lifeboat.restore.verify;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            String database =
                    assertion.database().orElse(databases.contains(cluster.value()) ? cluster.value() : "postgres");
            checks.add(ask(assertion, database));
        }
        return checks;
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
