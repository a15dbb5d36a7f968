package org.theorder.lifeboat.edge;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

/** Requests as somebody. */
public final class Caller {
    public static final String VIEWER_TOKEN = "test-viewer";
    public static final String OPERATOR_TOKEN = "test-operator";

    private Caller() {}

    public static RequestSpecification nobody() {
        return RestAssured.given().redirects().follow(false).accept("application/json");
    }

    public static RequestSpecification viewer() {
        return withToken(VIEWER_TOKEN);
    }

    public static RequestSpecification operator() {
        return withToken(OPERATOR_TOKEN);
    }

    public static RequestSpecification withToken(String token) {
        return nobody().header("Authorization", "Bearer " + token);
    }
}
