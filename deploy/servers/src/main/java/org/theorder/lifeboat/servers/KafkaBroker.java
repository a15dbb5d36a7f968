package org.theorder.lifeboat.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** The main class of the broker's JVM: formats a new data folder and runs Kafka, in one JVM instead of two. */
final class KafkaBroker {
    private KafkaBroker() {}

    /** @param arguments the configuration file, the data folder, the cluster id */
    public static void main(String[] arguments) {
        String configuration = arguments[0];
        if (!Files.exists(Path.of(arguments[1], "meta.properties"))) {
            int result = StorageTool.execute(
                    new String[] {"format", "--config", configuration, "--cluster-id", arguments[2]}, System.out);
            if (result != 0) {
                System.exit(result);
            }
        }
        Kafka.main(new String[] {configuration});
    }
}
