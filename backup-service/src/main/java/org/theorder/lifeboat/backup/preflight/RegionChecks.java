package org.theorder.lifeboat.backup.preflight;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.theorder.lifeboat.backup.preflight.PreflightReport.Weight;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.Storage;

/** Whether a region takes, gives back, keeps and lets go of a small object. */
final class RegionChecks {
    private RegionChecks() {}

    static void run(Region region, Findings findings) {
        String subject = "region " + region.name();
        findings.check(subject, Weight.BLOCKS, () -> {
            switch (region.state()) {
                case RegionState.Open open -> roundTrip(open.storage(), subject, findings);
                case RegionState.Closed closed ->
                    findings.add(
                            ErrorCode.STORE_UNREACHABLE,
                            Weight.BLOCKS,
                            subject,
                            closed.reason(),
                            "GET /regions/" + region.name()
                                    + " says more; repair it, or take it from the cluster's regions");
            }
        });
    }

    private static void roundTrip(Storage storage, String subject, Findings findings) {
        String key = "preflight/" + UUID.randomUUID();
        byte[] content = key.getBytes(StandardCharsets.UTF_8);
        storage.create(key, Content.of(content));
        try (InputStream in = storage.open(key)) {
            if (!Arrays.equals(content, in.readNBytes(content.length + 1))) {
                throw new LifeboatException(ErrorCode.CORRUPT, subject + " gives back other bytes than it took");
            }
            refusesOtherBytes(storage, key, subject, findings);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.STORE_UNREACHABLE, subject + " cannot be read: " + e.getMessage(), e);
        } finally {
            delete(storage, key, subject, findings);
        }
    }

    /** What two writers put under one name must not end with the second one's bytes and no complaint. */
    private static void refusesOtherBytes(Storage storage, String key, String subject, Findings findings) {
        try {
            storage.create(key, Content.of((key + " again").getBytes(StandardCharsets.UTF_8)));
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.OBJECT_CONFLICT) {
                return;
            }
            throw e;
        }
        findings.add(
                ErrorCode.OBJECT_CONFLICT,
                Weight.BLOCKS,
                subject,
                "it overwrites: other bytes were taken under a name that exists, although the request said that they must"
                        + " not be (If-None-Match: *)",
                "use a store, or a newer version of it, that has conditional create; otherwise WAL of another server could"
                        + " replace yours without anybody noticing");
    }

    private static void delete(Storage storage, String key, String subject, Findings findings) {
        try {
            storage.delete(key);
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.OBJECT_LOCKED) {
                // the store locks everything by default: the canary goes with its lock
                return;
            }
            findings.add(
                    e.code(),
                    Weight.ENDANGERS,
                    subject,
                    "nothing can be deleted: " + e.explanation(),
                    "allow deletion, or retention cannot remove what has expired; " + key + " is left behind");
        }
    }
}
