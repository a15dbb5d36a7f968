package org.theorder.lifeboat.edge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenPathsTest {
    private final OpenPaths paths = OpenPaths.of(List.of("/", "/api/v2/*", " POST /subscriptions"));

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v2/", "/api/v2/summary.json", "/api/v2/a/b", "/livez", "/readyz", "/sign-in"})
    void configuredAndProbesAreOpen(String path) {
        assertThat(paths.allow("GET", path)).isTrue();
        assertThat(paths.allow("HEAD", path)).isTrue();
        assertThat(paths.allow("DELETE", path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/clusters",
                "/api/v2",
                "/api/v22/x",
                "/api",
                "/livez/x",
                "",
                "*",
                "/api/v2//x",
                "/api/v2/;x",
                "/api/v2/%2e%2e/clusters",
                "/api/v2/\\clusters",
                "/api/v2/a\nb",
                "/q/health",
                "/subscriptions"
            })
    void everythingElseIsNot(String path) {
        assertThat(paths.allow("GET", path)).isFalse();
    }

    @Test
    void methodInFrontOpensThatMethodOnly() {
        assertThat(paths.allow("POST", "/subscriptions")).isTrue();
        assertThat(paths.allow("PUT", "/subscriptions")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/*", "*", "api", "/a*b", "/a/**", "get /a", "", "POST", "/%2e", "/a b"})
    void refusesWhatItDoesNotUnderstandAndWhatOpensEverything(String entry) {
        assertThatThrownBy(() -> OpenPaths.of(List.of(entry))).hasMessageContaining("lifeboat.edge.public-paths");
    }
}
