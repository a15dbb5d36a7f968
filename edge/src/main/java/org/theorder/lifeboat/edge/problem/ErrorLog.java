package org.theorder.lifeboat.edge.problem;

import jakarta.inject.Singleton;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happened goes to the log under a reference, and only the reference goes out. */
@Singleton
final class ErrorLog {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorLog.class);

    /** A problem that says nothing but where to look. */
    Problem internal(Throwable error, String path) {
        Problem problem = Problem.of(
                500, "Something went wrong in this service; its log says what, under the reference given here.", path);
        return logged(problem, error);
    }

    /** The same problem with the reference under which it has been logged, with the stack trace. */
    Problem logged(Problem problem, Throwable error) {
        String reference = UUID.randomUUID().toString();
        LOG.error(
                "request failed reference={} path={} status={} type={}",
                reference,
                problem.instance(),
                problem.status(),
                problem.type(),
                error);
        return problem.withReference(reference);
    }

    /** For what may pass by itself: a line without a stack trace, because it may come with every request. */
    Problem passing(Problem problem) {
        String reference = UUID.randomUUID().toString();
        LOG.warn(
                "request cannot be carried out now reference={} path={} type={} reason={}",
                reference,
                problem.instance(),
                problem.type(),
                problem.detail());
        return problem.withReference(reference);
    }
}
