package org.theorder.lifeboat.local.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.servers.Postmaster;

/** PostgreSQL servers that restore-service started under our data: not children of anybody here, found by their files. */
final class RestoredServers {
    private RestoredServers() {}

    static List<Postmaster> in(Home.Data data) {
        return Folders.list(data.restored()).stream()
                .map(Postmaster::in)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Every PostgreSQL server that runs on our data. */
    static List<Postmaster> all(Home.Data data) {
        return Stream.concat(
                        Folders.list(data.restored()).stream(), List.<Path>of(data.shop(), data.postgres()).stream())
                .map(Postmaster::in)
                .flatMap(Optional::stream)
                .toList();
    }
}
