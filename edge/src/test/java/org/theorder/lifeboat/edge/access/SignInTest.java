package org.theorder.lifeboat.edge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.edge.Caller.nobody;
import static org.theorder.lifeboat.edge.Caller.viewer;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@QuarkusTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignInTest {
    private static RequestSpecification browser() {
        return nobody().accept("text/html");
    }

    private static Response signIn(String token, String next) {
        return browser().formParam("token", token).formParam("next", next).post("/sign-in");
    }

    @Test
    void browserWhoseSessionIsOverGetsItsFormAgainAfterSigningIn() {
        Response refused = browser().formParam("kind", "full").post("/boats/shop");

        assertThat(refused.statusCode()).isEqualTo(303);
        assertThat(refused.header("Location")).isEqualTo("/sign-in?next=%2Fboats%2Fshop");
    }

    @Test
    void browserIsSentToTheFormAndBackToWhereItWanted() {
        Response challenge = browser().get("/boats?a=1&b=2");
        assertThat(challenge.statusCode()).isEqualTo(303);
        assertThat(challenge.header("Location")).isEqualTo("/sign-in?next=%2Fboats%3Fa%3D1%26b%3D2");

        Response form = browser().urlEncodingEnabled(false).get(challenge.header("Location"));
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.asString()).contains("value=\"/boats?a=1&amp;b=2\"").doesNotContain("<script");
        assertThat(form.header("Content-Security-Policy")).contains("default-src 'none'");

        Response signedIn = signIn("test-viewer", "/boats?a=1&b=2");
        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(signedIn.header("Location")).isEqualTo("/boats?a=1&b=2");
    }

    @Test
    void cookieIsOutOfReachOfScriptsAndOtherSites() {
        String cookie = signIn("test-viewer", "/").header("Set-Cookie");

        assertThat(cookie)
                .startsWith("lifeboat-token=")
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=Strict")
                .containsIgnoringCase("Path=/")
                .containsIgnoringCase("Max-Age=43200")
                .doesNotContain("test-viewer");
    }

    @Test
    void cookieReadsButWritesOnlyFromAPageOfThisService() {
        String cookie = signIn("test-operator", "/").cookie("lifeboat-token");
        String here = here();

        assertThat(nobody().cookie("lifeboat-token", cookie).get("/boats").statusCode())
                .isEqualTo(200);
        assertThat(delete(cookie, null, null)).as("who asks is not told").isEqualTo(401);
        assertThat(delete(cookie, "https://evil.example", "cross-site"))
                .as("another site")
                .isEqualTo(401);
        assertThat(delete(cookie, RestAssured.baseURI + ":1", "same-site"))
                .as("another port of this host")
                .isEqualTo(401);
        assertThat(delete(cookie, here, "same-site")).as("contradictory").isEqualTo(401);
        assertThat(delete(cookie, "null", null)).as("a sandboxed page").isEqualTo(401);
        assertThat(delete(cookie, here, "same-origin")).isEqualTo(204);
        assertThat(delete(cookie, here, null)).as("without TLS").isEqualTo(204);
    }

    @Test
    void aViewersCookieNeverWrites() {
        String cookie = signIn("test-viewer", "/").cookie("lifeboat-token");

        assertThat(delete(cookie, here(), "same-origin")).isEqualTo(403);
    }

    private static String here() {
        return RestAssured.baseURI + ":" + RestAssured.port;
    }

    private static int delete(String cookie, @Nullable String origin, @Nullable String site) {
        RequestSpecification request = nobody().cookie("lifeboat-token", cookie);
        if (origin != null) {
            request.header("Origin", origin);
        }
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        return request.delete("/boats/shop").statusCode();
    }

    @Test
    void tokenItselfIsNotACookieAndTheCookieIsNotAToken() {
        String cookie = signIn("test-viewer", "/").cookie("lifeboat-token");

        assertThat(nobody().cookie("lifeboat-token", "test-viewer")
                        .get("/boats")
                        .statusCode())
                .isEqualTo(401);
        assertThat(nobody().header("Authorization", "Bearer " + cookie)
                        .get("/boats")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void signingOutClearsTheCookie() {
        Response out = nobody().post("/sign-out");

        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(out.header("Set-Cookie")).containsIgnoringCase("Max-Age=0").startsWith("lifeboat-token=;");
    }

    @Test
    void pageOffersToSignOutOnceSignedIn() {
        assertThat(browser().get("/sign-in").asString()).doesNotContain("/sign-out");
        assertThat(viewer().accept("text/html").get("/sign-in").asString()).contains("action=\"/sign-out\"");
    }

    @Test
    void nextNeverLeadsElsewhere() {
        for (String next : new String[] {
            "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y", ""
        }) {
            assertThat(signIn("test-viewer", next).header("Location")).as(next).isEqualTo("/");
        }
    }

    @Test
    void whatIsEchoedIsEscaped() {
        String page = browser().queryParam("next", "/\"><b>'&").get("/sign-in").asString();

        assertThat(page).contains("value=\"/&quot;&gt;&lt;b&gt;&#39;&amp;\"").doesNotContain("<b>");
    }

    @Test
    void formOfAnotherSiteIsRefused() {
        Response response = browser()
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("token", "test-viewer")
                .post("/sign-in");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.cookies()).isEmpty();
    }

    /** The last one, because it uses up this address' tries. */
    @Test
    @Order(Integer.MAX_VALUE)
    void guessingIsSlowedDown() {
        Response first = signIn("wrong", "/boats");
        assertThat(first.statusCode()).isEqualTo(401);
        assertThat(first.asString())
                .contains("role=\"alert\"", "value=\"/boats\"")
                .doesNotContain("wrong\"");
        assertThat(first.cookies()).isEmpty();

        Response last = first;
        for (int i = 0; i < 10; i++) {
            last = signIn("wrong", "/");
        }

        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.header("Retry-After")).isEqualTo("60");
        assertThat(signIn("test-viewer", "/").statusCode()).isEqualTo(429);
        assertThat(viewer().get("/boats").statusCode()).as("only the form").isEqualTo(200);
    }
}
