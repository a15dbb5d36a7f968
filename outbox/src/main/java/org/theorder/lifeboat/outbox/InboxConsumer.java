package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Reads the topics of the service's {@link EventHandler}s: records, then acknowledges. While the database is away nothing
 * is acknowledged; the same records are read again until they are in the inbox.
 *
 * <p>Kafka's own consumer in a thread of its own, because a channel of SmallRye stays dead for good if no broker's name
 * resolves when it subscribes, and the service must outlive that.
 */
@ApplicationScoped
class InboxConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(InboxConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaClients clients;
    private final Handlers handlers;
    private final InboxRecorder recorder;
    private final Trouble trouble = new Trouble(LOG, "events cannot be recorded, they wait in Kafka");

    InboxConsumer(KafkaClients clients, Handlers handlers, InboxRecorder recorder) {
        this.clients = clients;
        this.handlers = handlers;
        this.recorder = recorder;
    }

    Set<String> topics() {
        return handlers.topics();
    }

    /** One round of a {@link Loop}: reads until it is interrupted or the consumer fails for good. */
    void run(Runnable gettingOn) throws InterruptedException {
        KafkaConsumer<byte[], byte[]> consumer = clients.consumer();
        try {
            consumer.subscribe(topics());
            while (true) {
                read(consumer);
                gettingOn.run();
            }
        } catch (InterruptException e) {
            throw (InterruptedException) new InterruptedException("the consumer was interrupted").initCause(e);
        } finally {
            // leaves the group at once, which an interrupted thread could not
            Thread.interrupted();
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (records.isEmpty()) {
            return;
        }
        try {
            recorder.record(records);
            trouble.over();
        } catch (LifeboatException e) {
            records.partitions().forEach(partition -> rewind(consumer, partition, records));
            Thread.sleep(trouble.happened(e));
            return;
        }
        acknowledge(consumer);
    }

    private static void rewind(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, ConsumerRecords<byte[], byte[]> records) {
        consumer.seek(partition, records.records(partition).getFirst().offset());
    }

    /** A lost acknowledgement only means that the same records come again and are recognized. */
    private static void acknowledge(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            consumer.commitSync();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.debug("recorded events could not be acknowledged and will come again", e);
        }
    }
}
