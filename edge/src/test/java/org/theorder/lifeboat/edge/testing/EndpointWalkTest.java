package org.theorder.lifeboat.edge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.theorder.lifeboat.edge.Caller.OPERATOR_TOKEN;
import static org.theorder.lifeboat.edge.Caller.VIEWER_TOKEN;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EndpointWalkTest {
    @TestHTTPResource
    URI service;

    @Test
    void walksEveryEndpoint() {
        int requests =
                new EndpointWalk(service, VIEWER_TOKEN).open("/", "/open/*").assertLocked();

        // 9 locked reading, 3 writing asked twice, 4 open
        assertThat(requests).isGreaterThanOrEqualTo(15);
    }

    @Test
    void findsWhatIsOpenAndShouldNotBe() {
        assertThatThrownBy(
                        () -> new EndpointWalk(service, VIEWER_TOKEN).open("/").assertLocked())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("GET /open/page answered 200 instead of 401 without a token");
    }

    @Test
    void findsWhatShouldBeOpenAndIsNot() {
        assertThatThrownBy(() -> new EndpointWalk(service, VIEWER_TOKEN)
                        .open("/", "/open/*", "/boats")
                        .assertLocked())
                .hasMessageContaining("GET /boats should be open and answered 401 without a token");
    }

    @Test
    void findsWhatAViewerMayChange() {
        assertThatThrownBy(() -> new EndpointWalk(service, OPERATOR_TOKEN)
                        .open("/", "/open/*")
                        .assertLocked())
                .hasMessageContaining("POST /boats answered 400 instead of 403 to a viewer");
    }

    @Test
    void wrongTokenIsNotAPass() {
        assertThatThrownBy(() -> new EndpointWalk(service, "wrong").assertLocked())
                .hasMessageContaining("/q/openapi answered 401 to the viewer's token");
    }
}
