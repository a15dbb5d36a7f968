package org.theorder.lifeboat.edge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Tokens.Entry viewer = new Tokens.Entry(Role.VIEWER, Tokens.sha256("v"));
    private final Tokens.Entry operator = new Tokens.Entry(Role.OPERATOR, Tokens.sha256("o"));
    private final Tokens tokens = new Tokens(List.of(viewer, operator));

    @Test
    void lastsUntilItsEnd() {
        String session = Session.begin(operator, NOW, HOUR);

        assertThat(Session.role(session, tokens, NOW.plus(HOUR).minusSeconds(1)))
                .contains(Role.OPERATOR);
        assertThat(Session.role(session, tokens, NOW.plus(HOUR))).isEmpty();
    }

    @Test
    void endsWithItsToken() {
        String session = Session.begin(viewer, NOW, HOUR);

        assertThat(Session.role(session, new Tokens(List.of(operator)), NOW)).isEmpty();
        assertThat(Session.role(session, Tokens.NONE, NOW)).isEmpty();
    }

    @Test
    void cannotBeChanged() {
        String session = Session.begin(viewer, NOW, HOUR);

        assertThat(Session.role(session.replace("viewer", "operator"), tokens, NOW))
                .isEmpty();
        assertThat(Session.role(session.replaceFirst("\\.1", ".2"), tokens, NOW))
                .isEmpty();
        assertThat(Session.role(session.substring(0, session.length() - 1), tokens, NOW))
                .isEmpty();
        assertThat(Session.role(session + "A", tokens, NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "...", "viewer", "viewer.", "viewer.99999999999", "viewer.9.", "viewer..x", "v.x"
            })
    void nonsenseIsNobody(String cookie) {
        assertThat(Session.role(cookie, tokens, NOW)).isEmpty();
    }

    @Test
    void viewerTokenSignsNoOperatorSession() {
        String forged = Session.begin(new Tokens.Entry(Role.OPERATOR, viewer.sha256()), NOW, HOUR);

        assertThat(Session.role(forged, tokens, NOW)).isEmpty();
    }
}
