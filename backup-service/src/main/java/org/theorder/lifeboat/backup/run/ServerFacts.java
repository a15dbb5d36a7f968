package org.theorder.lifeboat.backup.run;

import org.theorder.lifeboat.backup.replication.ReplicationConnection;
import org.theorder.lifeboat.backup.replication.ServerVersion;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;

/**
 * What decides whether a server can take an incremental.
 *
 * @param timeline the present one
 * @param summarizesWal {@code summarize_wal}; false where the server has no such thing
 * @param dataChecksums whether its pages have checksums
 */
record ServerFacts(
        SystemIdentifier system, ServerVersion version, int timeline, boolean summarizesWal, boolean dataChecksums) {
    private static final int FIRST_WITH_SUMMARIES = 17;

    static ServerFacts of(ReplicationConnection server, SystemIdentifier system, int timeline) {
        return new ServerFacts(
                system,
                server.version(),
                timeline,
                server.version().major() >= FIRST_WITH_SUMMARIES
                        && server.show("summarize_wal").equals("on"),
                server.show("data_checksums").equals("on"));
    }
}
