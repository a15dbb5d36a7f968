/**
 * Every error that leaves a service is an RFC 9457 problem: {@link org.theorder.lifeboat.edge.problem.Problem}. Those
 * thrown in resources are caught by {@code ProblemMappers}, those outside of them by {@code RouteProblems}.
 */
@NullMarked
package org.theorder.lifeboat.edge.problem;

import org.jspecify.annotations.NullMarked;
