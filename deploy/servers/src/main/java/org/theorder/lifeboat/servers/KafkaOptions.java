package org.theorder.lifeboat.servers;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How to run a Kafka broker.
 *
 * @param folder holds its data and its configuration; formatted if it is new
 * @param port the TCP port on 127.0.0.1; 0 for any free one
 * @param controllerPort the port on which the broker talks to itself as its own controller; 0 for any free one
 * @param classPath the jars of the broker and of this module
 * @param javaOptions further options of its JVM
 * @param logFile where its log is appended
 */
public record KafkaOptions(
        Path folder, int port, int controllerPort, List<String> classPath, List<String> javaOptions, Path logFile) {

    /** A broker on free ports with the class path of this JVM. */
    public static KafkaOptions in(Path folder) {
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
        return new KafkaOptions(
                folder, 0, 0, Arrays.asList(own.split(File.pathSeparator, -1)), List.of(), folder.resolve("kafka.log"));
    }

    public KafkaOptions withPorts(int chosen, int chosenForController) {
        return new KafkaOptions(folder, chosen, chosenForController, classPath, javaOptions, logFile);
    }

    public KafkaOptions withLog(Path chosen) {
        return new KafkaOptions(folder, port, controllerPort, classPath, javaOptions, chosen);
    }

    public KafkaOptions withJavaOptions(List<String> chosen) {
        return new KafkaOptions(folder, port, controllerPort, classPath, List.copyOf(chosen), logFile);
    }
}
