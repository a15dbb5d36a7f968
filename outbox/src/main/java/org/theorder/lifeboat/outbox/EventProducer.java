package org.theorder.lifeboat.outbox;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** The one Kafka producer of the process, made when first needed, so that the service starts without Kafka. */
@ApplicationScoped
class EventProducer {
    private final KafkaClients clients;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable KafkaProducer<String, byte[]> producer;
    private boolean closed;

    EventProducer(KafkaClients clients) {
        this.clients = clients;
    }

    /**
     * Blocks for at most {@code max.block.ms} (3 s) while the topic is unknown or the buffer is full.
     *
     * @return done when all in-sync replicas have the record; failed already if it could not be sent
     */
    Future<RecordMetadata> send(ProducerRecord<String, byte[]> outgoing) {
        try {
            return producer().send(outgoing);
        } catch (KafkaException | IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** After an error that this producer may not survive, the next send gets a new one. */
    void recover(Throwable failure) {
        if (failure instanceof RetriableException) {
            return;
        }
        KafkaProducer<String, byte[]> broken;
        lock.lock();
        try {
            broken = producer;
            producer = null;
        } finally {
            lock.unlock();
        }
        if (broken != null) {
            broken.close(Duration.ZERO);
        }
    }

    @PreDestroy
    void close() {
        lock.lock();
        try {
            closed = true;
            if (producer != null) {
                producer.close(Duration.ofSeconds(1));
            }
        } finally {
            lock.unlock();
        }
    }

    private KafkaProducer<String, byte[]> producer() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the service is stopping");
            }
            KafkaProducer<String, byte[]> present = producer;
            if (present == null) {
                present = clients.producer();
                producer = present;
            }
            return present;
        } finally {
            lock.unlock();
        }
    }
}
