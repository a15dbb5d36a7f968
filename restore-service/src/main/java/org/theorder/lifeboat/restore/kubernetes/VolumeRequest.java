package org.theorder.lifeboat.restore.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;

/** A request for a volume that is well-formed and allowed. */
record VolumeRequest(RestoreRequested request, RestoreRequested.KubernetesVolume volume) {
    /** Where the volume is mounted in the pod. */
    static final String ROOT = "/restore";

    private static final int LONGEST_NAME = 40;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern DIRECTORY = Pattern.compile(ROOT + "(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}){1,8}");

    /** @throws LifeboatException REQUEST_INVALID saying what is wrong or not allowed */
    static VolumeRequest of(RestoreRequested request, Set<String> namespaces) {
        RestoreRequested.Place place = request.place();
        RestoreRequested.KubernetesVolume volume = place.kubernetes();
        if (volume == null) {
            throw refused("the request names no volume");
        }
        require(
                namespaces.contains(volume.namespace()),
                "restores may go into the namespaces " + namespaces
                        + " (lifeboat.kubernetes.namespaces of restore-service), and not into " + volume.namespace());
        require(LABEL.matcher(volume.namespace()).matches(), "the namespace is no name of Kubernetes");
        require(NAME.matcher(volume.claim()).matches(), "the claim is no name of Kubernetes");
        named("credentialsSecret", volume.credentialsSecret());
        named("identitiesSecret", volume.identitiesSecret());
        require(
                DIRECTORY.matcher(place.directory()).matches(),
                "in a volume the directory is below " + ROOT + ", for example " + ROOT + "/pgdata");
        require(place.port() == null, "in a volume no server is started: leave 'port' out");
        require(
                request.mode() == RestoreMode.LIVE || volume.create() != null,
                "a drill makes its own claim, which is removed with it: say with 'create' how it is made");
        require(
                place.over() == null || place.over().equals(request.cluster()),
                "to overwrite the cluster that is there, 'over' must be its name, " + request.cluster());
        if (volume.create() != null) {
            require(place.over() == null, "a new claim has nothing to overwrite: leave 'over' or 'create' out");
            quantity("create.size", volume.create().size());
            named("create.storageClass", volume.create().storageClass());
        }
        if (volume.resources() != null) {
            quantity("resources.cpu", volume.resources().cpu());
            quantity("resources.memory", volume.resources().memory());
        }
        return new VolumeRequest(request, volume);
    }

    private static void named(String field, @Nullable String name) {
        require(name == null || NAME.matcher(name).matches(), field + " is no name of Kubernetes");
    }

    private static void quantity(String field, @Nullable String text) {
        if (text == null) {
            return;
        }
        try {
            require(Quantity.getAmountInBytes(new Quantity(text)).signum() > 0, field + " must be positive");
        } catch (IllegalArgumentException e) {
            throw refused(field + " is no quantity of Kubernetes, for example 20Gi");
        }
    }

    private static void require(boolean fact, String otherwise) {
        if (!fact) {
            throw refused(otherwise);
        }
    }

    private static LifeboatException refused(String why) {
        return new LifeboatException(ErrorCode.REQUEST_INVALID, why);
    }

    /** Whether nothing of it may stay, and its pod reach nothing but the repository. */
    boolean isDrill() {
        return request.mode() == RestoreMode.DRILL;
    }

    /** Of the Job, and the label of all that belongs to it: the same for the same restore, whoever asks. */
    String jobName() {
        RestoreId id = request.restoreId();
        String readable = id.value().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        return "lifeboat-" + readable.substring(0, Math.min(readable.length(), LONGEST_NAME)) + "-"
                + sha256(id.value()).substring(0, 10);
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "every JVM has SHA-256", e);
        }
    }
}
