package org.theorder.lifeboat.restore.verify;

import java.util.Optional;

/**
 * A question to the restored data.
 *
 * @param name appears in the result
 * @param database where it is asked; empty for the database that is named like the cluster, or else {@code postgres}
 * @param sql its first column of the first row is the answer; run read-only
 * @param expected the answer as text; empty if any answer but null will do, and only its value is of interest
 */
public record Assertion(String name, Optional<String> database, String sql, Optional<String> expected) {}
