package org.theorder.lifeboat.servers.test;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For whole classes, before anything else of them starts: {@code @ExtendWith(NeedsS3.class)} above {@code @QuarkusTest}.
 * Starts the server.
 */
public final class NeedsS3 implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        try {
            return ConditionEvaluationResult.enabled(
                    "S3 is at " + S3Server.running().endpoint());
        } catch (org.opentest4j.TestAbortedException e) {
            return ConditionEvaluationResult.disabled(String.valueOf(e.getMessage()));
        }
    }
}
