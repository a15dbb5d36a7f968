package org.theorder.lifeboat.edge.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.edge.Caller.nobody;
import static org.theorder.lifeboat.edge.Caller.operator;
import static org.theorder.lifeboat.edge.Caller.viewer;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ProblemsTest {
    private static final String BOAT = """
            {"name": "shop", "seats": 4, "range": "PT5M", "builtAt": "2026-11-22T12:00:00Z",
             "engine": {"maker": null, "power": 7, "kind": "full"}, "log": ["0/1"]}""";

    private static Response launch(String body) {
        return operator().contentType("application/json").body(body).post("/boats");
    }

    private static void assertProblem(Response response, int status, String slug) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.contentType()).isEqualTo("application/problem+json");
        assertThat(response.jsonPath().getString("type")).isEqualTo("urn:lifeboat:problem:" + slug);
        assertThat(response.jsonPath().getInt("status")).isEqualTo(status);
        assertThat(response.jsonPath().getString("title")).isNotBlank();
        assertThat(response.jsonPath().getString("detail")).isNotBlank();
        assertThat(response.jsonPath().getString("instance")).startsWith("/");
    }

    @Test
    void errorsOfHttpAreProblems() {
        assertProblem(nobody().get("/boats"), 401, "unauthorized");
        assertProblem(viewer().delete("/boats/shop"), 403, "forbidden");
        assertProblem(viewer().get("/no/such/path"), 404, "not-found");
        assertProblem(viewer().get("/boats/shop"), 404, "not-found");
        assertProblem(operator().patch("/boats"), 405, "method-not-allowed");
        assertProblem(viewer().accept("image/png").get("/boats"), 406, "not-acceptable");
        assertProblem(launch(" ".repeat(1_100_000)), 413, "payload-too-large");
        assertProblem(operator().contentType("text/plain").body("x").post("/boats"), 415, "unsupported-media-type");
    }

    @Test
    void challengeNamesTheScheme() {
        assertThat(nobody().get("/boats").header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void requestThatIsRightIsAnsweredInTheSameForm() {
        Response response = launch(BOAT);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.asString())
                .isEqualTo("{\"name\":\"shop\",\"seats\":4,\"range\":\"PT5M\",\"builtAt\":\"2026-11-22T12:00:00Z\","
                        + "\"engine\":{\"maker\":null,\"power\":7,\"kind\":\"full\"},\"log\":[\"0/1\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"name\": \"shop\"         | \"name\": \"SHOP\"            | name         | is not a cluster name",
                "\"name\": \"shop\"         | \"nme\": \"shop\"             | nme          | is not known here; known are",
                "\"name\": \"shop\",        | \"name\": null,               | name         | is missing",
                "\"seats\": 4,              |                               | seats        | is missing",
                "\"seats\": 4               | \"seats\": \"4\"              | seats        | must be a number",
                "\"seats\": 4               | \"seats\": 4.5                | seats        | must be a number",
                "\"seats\": 4               | \"seats\": 99999999999        | seats        | must be a number",
                "\"PT5M\"                   | 300                           | range        | ISO 8601 duration",
                "\"PT5M\"                   | \"300\"                       | range        | ISO 8601 duration",
                "\"PT5M\"                   | \"five minutes\"              | range        | ISO 8601 duration",
                "\"2026-11-22T12:00:00Z\"   | 1763812800                    | builtAt      | ISO 8601 time",
                "\"2026-11-22T12:00:00Z\"   | \"1763812800\"                | builtAt      | ISO 8601 time",
                "\"2026-11-22T12:00:00Z\"   | \"2026-11-22T12:00:00\"       | builtAt      | ISO 8601 time",
                "\"2026-11-22T12:00:00Z\"   | \"22 November\"               | builtAt      | ISO 8601 time",
                "\"power\": 7               | \"power\": null               | engine.power | is missing",
                "\"power\": 7               | \"power\": 7, \"fuel\": \"\"  | engine.fuel  | is not known here",
                "\"full\"                   | \"half\"                      | engine.kind  | must be one of full, incremental",
                "\"full\"                   | 0                             | engine.kind  | must be one of full, incremental",
                "[\"0/1\"]                  | [\"0/1\", \"1\"]              | log[1]       | is not a WAL position",
                "[\"0/1\"]                  | [null]                        | log[0]       | is null",
                "[\"0/1\"]                  | \"0/1\"                       | log          | must be a list",
            })
    void bodyThatIsWrongNamesTheField(String right, String wrong, String field, String why) {
        Response response = launch(BOAT.replace(right, wrong == null ? "" : wrong));

        assertProblem(response, 400, "request-invalid");
        assertThat(response.jsonPath().getString("field")).isEqualTo(field);
        assertThat(response.jsonPath().getString("detail"))
                .contains(field + ": ", why)
                .doesNotContain("java.", "org.theorder", "com.fasterxml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "      | null instead of an object",
                "null  | null instead of an object",
                "{     | not JSON: stops making sense at line 1",
                "[]    | must be an object",
                "hello | not JSON",
                "{} {} | must be",
            })
    void bodyThatIsNoObjectSaysSo(String body, String why) {
        Response response = launch(body == null ? "" : body);

        assertProblem(response, 400, "request-invalid");
        assertThat(response.jsonPath().getString("detail")).doesNotContain("java.", "com.fasterxml");
        if (!why.equals("must be")) {
            assertThat(response.jsonPath().getString("detail")).contains(why);
        }
    }

    @Test
    void deepNestingIsRefused() {
        assertProblem(launch("[".repeat(2_000)), 400, "request-invalid");
        assertProblem(launch("{\"engine\":".repeat(2_000)), 400, "request-invalid");
    }

    @Test
    void nameInThePathThatCannotExistIsNotFoundAndSaysWhy() {
        Response response = viewer().get("/boats/UPPER");

        assertProblem(response, 404, "not-found");
        assertThat(response.jsonPath().getString("detail")).contains("'UPPER' is not a cluster name");
    }

    @ParameterizedTest
    @CsvSource({"BUSY,409,busy", "SERVER_UNREACHABLE,503,server-unreachable", "CORRUPT,500,corrupt"})
    void errorsOfLifeboatKeepTheirReason(String code, int status, String slug) {
        Response response = viewer().get("/errors/" + code);

        assertProblem(response, status, slug);
        assertThat(response.jsonPath().getString("detail")).isEqualTo("the reason of " + code);
        assertThat(response.header("Retry-After")).isEqualTo(status == 503 ? "5" : null);
    }

    @ParameterizedTest
    @CsvSource({"/defect", "/errors/INTERNAL"})
    void defectTellsAReferenceAndNothingElse(String path) {
        Response response = viewer().get(path);

        assertProblem(response, 500, "internal");
        assertThat(response.jsonPath().getString("reference")).hasSize(36);
        assertThat(response.asString()).doesNotContain("hunter2", "reason", "Exception");
    }
}
