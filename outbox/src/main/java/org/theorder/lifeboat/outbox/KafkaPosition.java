package org.theorder.lifeboat.outbox;

/** Where a record lies in Kafka. */
record KafkaPosition(String topic, int partition, long offset) {}
