package org.theorder.lifeboat.backup.cluster;

/** A cluster is no longer to be protected; whoever works for it ends before this returns. */
public record ClusterWithdrawn(Cluster cluster) {}
