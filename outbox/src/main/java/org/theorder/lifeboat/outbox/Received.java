package org.theorder.lifeboat.outbox;

import java.time.Instant;

/**
 * An event as it came, handled at most once per id and source.
 *
 * @param eventId CloudEvents {@code id}
 * @param source CloudEvents {@code source}, for example {@code /lifeboat/backup-service}
 * @param subject CloudEvents {@code subject}: the cluster, the incident or the service
 * @param time CloudEvents {@code time}: when the sender published it
 */
public record Received<E>(String eventId, String source, String subject, Instant time, E data) {}
