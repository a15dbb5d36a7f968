package org.theorder.lifeboat.edge.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

class ProblemTest {
    @ParameterizedTest
    @CsvSource({
        "REQUEST_INVALID,400", "NOT_FOUND,404", "CREDENTIALS_REFUSED,400", "BUSY,409", "TARGET_OCCUPIED,409",
        "SERVER_UNREACHABLE,503", "STORE_UNREACHABLE,503", "CORRUPT,500", "RESULT_UNKNOWN,500", "INTERNAL,500"
    })
    void kindDecidesTheStatus(ErrorCode code, int status) {
        assertThat(Problem.status(code)).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void typeIsTheStableNameOfTheError(ErrorCode code) {
        Problem problem = Problem.of(new LifeboatException(code, "why"), "/x");

        assertThat(problem.type()).isEqualTo("urn:lifeboat:problem:" + code.slug());
        assertThat(problem.detail()).isEqualTo("why");
    }

    @Test
    void absentMembersAreLeftOut() {
        Problem problem = Problem.of(404, "there is none", "/x");

        assertThat(new String(problem.json(), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"urn:lifeboat:problem:not-found\",\"title\":\"Not found\",\"status\":404,"
                        + "\"detail\":\"there is none\",\"instance\":\"/x\"}");
    }

    @Test
    void statusWithoutANameIsItsNumber() {
        assertThat(Problem.of(418, "no coffee", "/x").type()).isEqualTo("urn:lifeboat:problem:http-418");
    }
}
