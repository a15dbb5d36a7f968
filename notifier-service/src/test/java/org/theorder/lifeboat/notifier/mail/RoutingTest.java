package org.theorder.lifeboat.notifier.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.Settings;

class RoutingTest {
    private static final String TEAMS = "lifeboat.notifier.teams.";
    private static final String ROUTES = "lifeboat.notifier.routes.";

    @Test
    void byDefaultTheTeamOfTheIncidentIsTold() {
        assertThat(routing(Map.of(), Map.of()).recipients(Scenes.outage().state()))
                .containsExactly("database-team@the-order.org");
        assertThat(routing(Map.of(), Map.of()).addresses().values())
                .flatExtracting(addresses -> addresses)
                .containsExactlyInAnyOrder(
                        "database-team@the-order.org", "infra-team@the-order.org", "security@the-order.org");
    }

    @Test
    void aRuleMayConcernOtherTeamsAndATeamMayHaveSeveralAddresses() {
        Routing routing = routing(
                Map.of(TEAMS + "infrastructure", "infra@example.org,night@example.org"),
                Map.of(ROUTES + "service-down", "infrastructure,security"));

        assertThat(routing.recipients(Scenes.outage().state()))
                .containsExactly("infra@example.org", "night@example.org", "security@the-order.org");
    }

    @Test
    void everyMistakeNamesItsKey() {
        assertThatThrownBy(() -> routing(Map.of(TEAMS + "database", "no address"), Map.of()))
                .hasMessageContaining(TEAMS + "database");
        assertThatThrownBy(() -> routing(Map.of(TEAMS + "security", "A <a@example.org>"), Map.of()))
                .hasMessageContaining(TEAMS + "security");
        assertThatThrownBy(() -> routing(Map.of(TEAMS + "security", "a@example.org\r\nBcc:b"), Map.of()))
                .hasMessageContaining(TEAMS + "security");
        assertThatThrownBy(() -> routing(Map.of(), Map.of(ROUTES + "service-down", "marketing")))
                .hasMessageContaining(ROUTES + "service-down");
        assertThatThrownBy(() -> routing(Map.of(), Map.of(ROUTES + "servce-down", "database")))
                .hasMessageContaining(ROUTES + "servce-down is for no rule; the rules are backup-failed, ")
                .hasMessageContaining("service-down");
    }

    @Test
    void everyRuleOfMonitorServiceHasARoute() throws IOException {
        Path rules = Path.of("../monitor-service/src/main/resources/org/theorder/lifeboat/monitor/rulebook/rules.yaml");
        List<String> names = Files.readAllLines(rules).stream()
                .filter(line -> line.matches("[a-z-]+:"))
                .map(line -> line.substring(0, line.length() - 1))
                .toList();

        assertThat(names)
                .contains("service-down")
                .allSatisfy(rule -> assertThatCode(() -> routing(Map.of(), Map.of(ROUTES + rule, "database")))
                        .doesNotThrowAnyException());
    }

    private static Routing routing(Map<String, String> teams, Map<String, String> routes) {
        return Routing.of(Settings.of(TeamSettings.class, teams), Settings.of(RouteSettings.class, routes));
    }
}
