package org.theorder.lifeboat.monitor.servers;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;

/** The service as its callers see it. */
public final class Api {
    private Api() {}

    public static RequestSpecification viewer() {
        return given().auth().oauth2(Shop.VIEWER).accept("application/json");
    }

    public static RequestSpecification operator() {
        return given().auth().oauth2(Shop.OPERATOR).accept("application/json").contentType("application/json");
    }

    /** The state of a check, {@code absent} if there is none. */
    public static String check(String rule, String subject) {
        List<Map<String, Object>> checks = viewer().get("/checks").jsonPath().getList("$");
        return checks.stream()
                .filter(check -> rule.equals(check.get("rule")) && subject.equals(check.get("subject")))
                .map(check -> String.valueOf(check.get("state")))
                .findFirst()
                .orElse("absent");
    }

    /** Ids of the open incidents of a rule and subject. */
    public static List<String> open(String rule, String subject) {
        List<Map<String, Object>> incidents =
                viewer().get("/incidents?state=open").jsonPath().getList("$");
        return incidents.stream()
                .filter(incident -> rule.equals(incident.get("rule")) && subject.equals(incident.get("subject")))
                .map(incident -> String.valueOf(incident.get("id")))
                .toList();
    }
}
