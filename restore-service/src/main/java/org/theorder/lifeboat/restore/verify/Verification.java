package org.theorder.lifeboat.restore.verify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.restore.checksum.ChecksumReport;
import org.theorder.lifeboat.restore.checksum.ChecksumScan;
import org.theorder.lifeboat.restore.postgres.IsolatedServer;

/**
 * Checks a promoted, isolated server: first by SQL, then, when it has been stopped, every page on disk. Every check is made,
 * also after one that failed, so that the whole picture is told.
 */
public final class Verification {
    private static final String PAGE_CHECKSUMS = "page-checksums";
    private static final String SUPPORTED_PAGE = "8192";

    /**
     * What is asked.
     *
     * @param superuser the role that connects
     * @param statementLimit for each statement
     * @param exactCountLimit bytes of a table up to which its rows are counted
     * @param collationChangeAccepted whether other collation versions are only told
     * @param checksumThreads that read pages
     */
    public record Settings(
            String superuser,
            Duration statementLimit,
            long exactCountLimit,
            boolean collationChangeAccepted,
            int checksumThreads) {}

    private final Settings settings;

    public Verification(Settings settings) {
        this.settings = settings;
    }

    /** Whether pages can be checked after the stop, and what SQL found. */
    public record Asked(List<Check> checks, boolean hasPageChecksums) {}

    /** Asks the running server. */
    public Asked ask(
            IsolatedServer isolated, ClusterName cluster, SystemIdentifier expected, List<Assertion> assertions) {
        RestoredServer server = new RestoredServer(isolated, settings.superuser(), settings.statementLimit());
        List<String> databases = server.databases();
        List<Check> checks = new ArrayList<>();
        checks.add(identity(server, expected));
        checks.add(new RowCounts(server, settings.exactCountLimit()).check(databases));
        checks.add(new Collations(server, settings.collationChangeAccepted()).check(databases));
        new Indexes(server).check(databases).ifPresent(checks::add);
        checks.addAll(new Questions(server).ask(cluster, assertions, databases));
        boolean checksums = setting(server, "data_checksums").equals("on");
        String pageSize = setting(server, "block_size");
        if (!checksums) {
            checks.add(new Check(
                    PAGE_CHECKSUMS,
                    true,
                    "not possible: the source was made without page checksums; rows were read instead"));
        } else if (!pageSize.equals(SUPPORTED_PAGE)) {
            checks.add(new Check(
                    PAGE_CHECKSUMS, false, "pages of " + pageSize + " bytes cannot be checked by this release"));
        }
        return new Asked(checks, checksums && pageSize.equals(SUPPORTED_PAGE));
    }

    private static Check identity(RestoredServer server, SystemIdentifier expected) {
        String found = server.require(
                "postgres",
                session -> session.value("select system_identifier::text from pg_control_system()")
                        .orElse("none"));
        // SQL shows the unsigned number as a signed one
        boolean same = Long.toString(expected.value()).equals(found);
        return new Check("system-identifier", same, same ? expected.toString() : found + " instead of " + expected);
    }

    private static String setting(RestoredServer server, String name) {
        return server.require(
                "postgres", session -> session.value("show " + name).orElse(""));
    }

    /**
     * Reads every page of the stopped server.
     *
     * @param progress is told the bytes that were read, from several threads
     */
    public Check pages(Path dataDirectory, LongConsumer progress) throws InterruptedException {
        ChecksumReport report = ChecksumScan.of(dataDirectory, settings.checksumThreads(), progress);
        return new Check(PAGE_CHECKSUMS, report.passed(), report.detail());
    }
}
