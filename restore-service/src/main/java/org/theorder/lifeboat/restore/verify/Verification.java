package org.theorder.lifeboat.restore.verify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
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
            int checksumThreads) {
        /** The same with one thread. */
        public Settings onOneThread() {
            return new Settings(superuser, statementLimit, exactCountLimit, collationChangeAccepted, 1);
        }
    }

    private final Settings settings;

    public Verification(Settings settings) {
        this.settings = settings;
    }

    /**
     * Makes every check, and stops the server in between.
     *
     * @param expected system identifier of the source
     * @param progress is told the bytes of pages that were read, from several threads
     */
    public List<Finding> verify(
            IsolatedServer isolated,
            Path dataDirectory,
            ClusterName cluster,
            SystemIdentifier expected,
            List<Assertion> assertions,
            LongConsumer progress)
            throws InterruptedException {
        Asked asked = ask(isolated, cluster, expected, assertions);
        isolated.stopCleanly();
        if (!asked.hasPageChecksums()) {
            return asked.findings();
        }
        List<Finding> findings = new ArrayList<>(asked.findings());
        ChecksumReport report = ChecksumScan.of(dataDirectory, settings.checksumThreads(), progress);
        findings.add(Finding.of(PAGE_CHECKSUMS, report.passed(), report.detail()));
        return findings;
    }

    /** What SQL found, and whether pages can be checked after the stop. */
    private record Asked(List<Finding> findings, boolean hasPageChecksums) {}

    private Asked ask(
            IsolatedServer isolated, ClusterName cluster, SystemIdentifier expected, List<Assertion> assertions) {
        RestoredServer server = new RestoredServer(isolated, settings.superuser(), settings.statementLimit());
        List<String> databases = server.databases();
        List<Finding> findings = new ArrayList<>(halfDropped(server));
        findings.add(identity(server, expected));
        findings.add(new Architecture(server).check());
        findings.add(new RowCounts(server, settings.exactCountLimit()).check(databases));
        findings.add(new Collations(server, settings.collationChangeAccepted()).check(databases));
        findings.add(new Structures(server).check(databases));
        findings.addAll(new Questions(server).ask(cluster, assertions, databases));
        boolean checksums = setting(server, "data_checksums").equals("on");
        String pageSize = setting(server, "block_size");
        if (!checksums) {
            findings.add(new Finding.NotProven(
                    PAGE_CHECKSUMS, "the source was made without page checksums; its rows were read instead"));
        } else if (!pageSize.equals(SUPPORTED_PAGE)) {
            findings.add(new Finding.Failed(
                    PAGE_CHECKSUMS, "pages of " + pageSize + " bytes cannot be checked by this release"));
        }
        return new Asked(findings, checksums && pageSize.equals(SUPPORTED_PAGE));
    }

    private static List<Finding> halfDropped(RestoredServer server) {
        return server.halfDropped().stream()
                .<Finding>map(
                        database -> new Finding.NotProven(
                                "database " + database,
                                "its DROP DATABASE was interrupted in the source, and PostgreSQL lets nobody in; drop it again"))
                .toList();
    }

    private static Finding identity(RestoredServer server, SystemIdentifier expected) {
        String found =
                server.require(session -> session.value("select system_identifier::text from pg_control_system()")
                        .orElse("none"));
        // SQL shows the unsigned number as a signed one
        boolean same = Long.toString(expected.value()).equals(found);
        return Finding.of("system-identifier", same, same ? expected.toString() : found + " instead of " + expected);
    }

    private static String setting(RestoredServer server, String name) {
        return server.require(session -> session.value("show " + name).orElse(""));
    }
}
