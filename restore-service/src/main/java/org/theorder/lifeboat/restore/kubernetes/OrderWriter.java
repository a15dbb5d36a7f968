package org.theorder.lifeboat.restore.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.restore.job.RestoreOrder;
import org.theorder.lifeboat.restore.point.RegionsConfiguration;
import org.theorder.lifeboat.restore.run.RestoreSettings;

/**
 * Writes down for a pod what restore-service is configured with; for secrets, the paths that they are mounted at.
 *
 * @param order names of regions that are read first
 * @param binaries folders of PostgreSQL's programs, comma-separated, in the image as here
 * @param dataAgeLimit of drills
 */
public record OrderWriter(
        RegionsConfiguration regions,
        List<String> order,
        RestoreSettings settings,
        String binaries,
        Duration dataAgeLimit) {

    /** @throws LifeboatException CONFIGURATION_INVALID if no region can be read from a pod */
    RestoreOrder order(VolumeRequest volume, Instant requestedAt) {
        List<RestoreOrder.Region> readable = new ArrayList<>();
        Optional.ofNullable(volume.request().region())
                .map(region -> List.of(region.value()))
                .orElseGet(this::inOrder)
                .forEach(name -> {
                    RegionsConfiguration.Region region = regions.regions().get(name);
                    if (region != null && !region.url().startsWith("file:")) {
                        readable.add(region(volume, name, region));
                    }
                });
        if (readable.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "no region can be read from a pod: it takes one in an object store (lifeboat.regions.<name>.url)");
        }
        return new RestoreOrder(
                volume.request(),
                requestedAt,
                readable,
                volume.volume().identitiesSecret() == null ? null : RestoreManifests.IDENTITIES,
                VolumeRequest.ROOT,
                binaries,
                settings.verification().superuser(),
                settings.verification().collationChangeAccepted(),
                settings.isolatedSettings(),
                settings.assertions().getOrDefault(volume.request().cluster(), List.of()).stream()
                        .map(assertion -> new RestoreOrder.Question(
                                assertion.name(),
                                assertion.database().orElse(null),
                                assertion.sql(),
                                assertion.expected().orElse(null)))
                        .toList(),
                volume.isDrill() ? dataAgeLimit : null);
    }

    private List<String> inOrder() {
        return regions.regions().keySet().stream()
                .sorted(Comparator.<String>comparingInt(
                                name -> order.contains(name) ? order.indexOf(name) : order.size())
                        .thenComparing(name -> name))
                .toList();
    }

    private static RestoreOrder.Region region(VolumeRequest volume, String name, RegionsConfiguration.Region region) {
        boolean secret = volume.volume().credentialsSecret() != null;
        return new RestoreOrder.Region(
                name,
                region.url(),
                secret ? RestoreManifests.CREDENTIALS + "/" + name : null,
                secret && region.caFile().isPresent() ? RestoreManifests.CREDENTIALS + "/" + name + ".ca" : null,
                region.proxy().orElse(null));
    }
}
