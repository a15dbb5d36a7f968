package org.theorder.lifeboat.events;

/**
 * A Kafka topic and the record that travels on it.
 *
 * @param name the topic's name, for example {@code backup-completed}
 */
public record Topic<E>(String name, Class<E> event) {
    /** CloudEvents {@code type}: {@code org.theorder.lifeboat.<topic>.v1}. */
    public String type() {
        return "org.theorder.lifeboat." + name + ".v1";
    }
}
