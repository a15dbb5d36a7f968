package org.theorder.lifeboat.local.suite;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.servers.Postmaster;

/** PostgreSQL servers that restore-service started under our data: not children of anybody here, found by their files. */
final class RestoredServers {
    private RestoredServers() {}

    static List<Postmaster> in(Home.Data data) {
        return Stream.of(data.restored(), data.drills())
                .flatMap(folder -> Folders.list(folder).stream())
                .map(Postmaster::in)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Every PostgreSQL server that runs on our data. */
    static List<Postmaster> all(Home.Data data) {
        return Stream.concat(
                        in(data).stream(),
                        Stream.of(data.shop(), data.postgres())
                                .map(Postmaster::in)
                                .flatMap(Optional::stream))
                .toList();
    }
}
