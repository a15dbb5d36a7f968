/** What integration tests stand on: protected servers of two versions, regions, the service itself over REST, Kafka. */
@NullMarked
package org.theorder.lifeboat.backup.servers;

import org.jspecify.annotations.NullMarked;
