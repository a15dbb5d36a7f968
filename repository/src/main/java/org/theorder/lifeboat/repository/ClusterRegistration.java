package org.theorder.lifeboat.repository;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * {@code cluster.json}: which server stands behind a cluster's name, written before anything else is.
 *
 * @param majorVersion for example 18
 * @param walSegmentBytes the server's {@code wal_segment_size}
 */
public record ClusterRegistration(
        int format,
        ClusterName cluster,
        SystemIdentifier systemIdentifier,
        int majorVersion,
        int walSegmentBytes,
        Instant registeredAt) {

    public ClusterRegistration {
        RegionDescription.checkFormat(format, "cluster.json");
        requireNonNull(cluster, "cluster");
        requireNonNull(systemIdentifier, "systemIdentifier");
        requireNonNull(registeredAt, "registeredAt");
        if (majorVersion < 1 || walSegmentBytes < 1) {
            throw new LifeboatException(ErrorCode.CORRUPT, "the major version or the segment size is missing");
        }
    }

    public static ClusterRegistration of(ClusterKeys keys, int majorVersion, int walSegmentBytes, Instant now) {
        return new ClusterRegistration(
                RegionDescription.FORMAT, keys.cluster(), keys.systemIdentifier(), majorVersion, walSegmentBytes, now);
    }

    @JsonIgnore
    public ClusterKeys keys() {
        return new ClusterKeys(cluster, systemIdentifier);
    }

    /** The same server, whenever it was registered. */
    boolean sameServer(ClusterRegistration other) {
        return keys().equals(other.keys())
                && majorVersion == other.majorVersion
                && walSegmentBytes == other.walSegmentBytes;
    }

    static ClusterRegistration read(byte[] json, String where) {
        return RepositoryJson.read(ClusterRegistration.class, json, where);
    }

    byte[] json() {
        return RepositoryJson.write(this);
    }
}
