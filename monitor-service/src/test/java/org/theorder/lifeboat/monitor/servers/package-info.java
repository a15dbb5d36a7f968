/** The servers that the integration tests run against, and somebody on Kafka who talks to us and listens. */
package org.theorder.lifeboat.monitor.servers;
