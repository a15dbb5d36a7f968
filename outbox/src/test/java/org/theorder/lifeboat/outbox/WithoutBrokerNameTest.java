package org.theorder.lifeboat.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** Kafka's clients cannot even be made while no name of a broker resolves: that must be a failure that passes. */
class WithoutBrokerNameTest {
    private final KafkaClients clients = new KafkaClients(
            Map.of("bootstrap.servers", "no-such-broker.invalid:9092"), new ThisProcess("test-service"));

    @Test
    void sendingFailsAndCanBeTriedAgain() {
        EventProducer producer = new EventProducer(clients);

        for (int attempt = 0; attempt < 2; attempt++) {
            Future<?> sent = producer.send(new ProducerRecord<>("topic", "key", new byte[0]));
            assertThat(sent.state()).isEqualTo(Future.State.FAILED);
            assertThat(sent.exceptionNow()).isInstanceOf(KafkaException.class);
            producer.recover(sent.exceptionNow());
        }
        producer.close();
    }

    @Test
    void readingFailsAndIsTriedAgainByItsLoop() {
        assertThatThrownBy(clients::consumer).isInstanceOf(KafkaException.class);
    }
}
