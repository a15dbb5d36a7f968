/**
 * Real PostgreSQL and Kafka as child processes, without Docker and without installation: for integration tests and for
 * the embedded default. Loopback only, generated passwords, ended by their own process id.
 */
@NullMarked
package org.theorder.lifeboat.servers;

import org.jspecify.annotations.NullMarked;
