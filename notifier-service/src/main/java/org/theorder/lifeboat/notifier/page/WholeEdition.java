package org.theorder.lifeboat.notifier.page;

import java.time.Instant;
import java.util.Map;

/**
 * All documents of one build, for who publishes them.
 *
 * @param documents by path
 */
public record WholeEdition(Instant builtAt, Map<String, Document> documents) {}
