package org.theorder.lifeboat.monitor.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.wording.Wording;

/** The way to one API server. The client is made when it is first needed: a replica that does not evaluate has none. */
final class ApiServer implements AutoCloseable {
    private static final String VERSION = "/version";

    private final @Nullable Path kubeconfig;
    private final @Nullable String context;
    private final Duration timeout;
    private @Nullable KubernetesClient client;

    /**
     * @param kubeconfig null for the service account of our pod
     * @param context null for the current one
     * @param timeout for one request
     */
    ApiServer(@Nullable Path kubeconfig, @Nullable String context, Duration timeout) {
        this.kubeconfig = kubeconfig;
        this.context = context;
        this.timeout = timeout;
    }

    /** What the API server says to a question that every user may ask. */
    sealed interface Answer {
        /** It is there. */
        record Here() implements Answer {}

        /** It is not, or not for us within the time. */
        record Silent(String why) implements Answer {}

        /** It is there and does not know or allow us. */
        record Refused(String why) implements Answer {}
    }

    /** Proves that it is alive: a watch without events proves nothing. */
    Answer ask() {
        try {
            return client().raw(VERSION) == null
                    ? new Answer.Refused("the address is not that of a Kubernetes API server: it has no " + VERSION)
                    : new Answer.Here();
        } catch (KubernetesClientException e) {
            boolean answered = e.getCode() >= 400 && e.getCode() < 500;
            return answered ? new Answer.Refused(reason(e)) : new Answer.Silent(reason(e));
        } catch (LifeboatException e) {
            return new Answer.Refused(e.explanation());
        }
    }

    /** @throws LifeboatException CONFIGURATION_INVALID if there is no usable kubeconfig */
    synchronized KubernetesClient client() {
        KubernetesClient known = client;
        if (known == null) {
            known = new KubernetesClientBuilder().withConfig(config()).build();
            client = known;
        }
        return known;
    }

    private Config config() {
        if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "the file " + kubeconfig + " cannot be read");
        }
        Config config;
        try {
            config = kubeconfig == null
                    ? Config.autoConfigure(context)
                    : Config.fromKubeconfig(context, kubeconfig.toFile());
        } catch (RuntimeException e) {
            // without the cause: it may repeat the file
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, kubeconfig + " is not a kubeconfig with that context");
        }
        int millis = Math.toIntExact(timeout.toMillis());
        config.setConnectionTimeout(millis);
        config.setRequestTimeout(millis);
        // the next look tries again, and a watch that ended is to be known of
        config.setRequestRetryBackoffLimit(0);
        config.setWatchReconnectLimit(0);
        return config;
    }

    /** What went wrong, without what the client library puts around it. */
    static String reason(KubernetesClientException e) {
        if (e.getStatus() != null && e.getStatus().getMessage() != null) {
            return Wording.line(e.getStatus().getMessage());
        }
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Wording.line(cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
