package org.theorder.lifeboat.restore.breakglass;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.BackupCatalogue;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.records.Verification;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.verification.BackupVerifier;
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Reads backups back in every region and compares every byte with its checksum; changes nothing.",
            "By default the newest backup with all that it builds on. Exit code 5: something is damaged; 4: nothing is,",
            "but a repository could not be read."
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int READERS = 2;

    private final Clock clock;

    @Mixin
    private Repositories repositories = new Repositories();

    @Option(names = "--cluster", required = true, paramLabel = "NAME")
    private String cluster = "";

    @Option(names = "--backup", paramLabel = "ID", description = "this one with all that it builds on")
    private Optional<String> backup = Optional.empty();

    @Option(names = "--all", description = "all backups of the cluster")
    private boolean all;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    VerifyCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Repositories.Opened opened = repositories.open();
        opened.troubles().forEach(trouble -> out.println("! " + trouble));
        Verdict verdict = new Verdict();
        opened.storages().forEach(region -> verify(region, verdict, out));
        if (verdict.damaged > 0) {
            return BreakGlass.exitCode(ErrorCode.CORRUPT);
        }
        if (verdict.unread > 0) {
            return BreakGlass.exitCode(ErrorCode.STORE_UNREACHABLE);
        }
        if (verdict.found == 0) {
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND,
                    "there is no backup " + backup.map(id -> id + " ").orElse("") + "of " + cluster + " in "
                            + opened.places().keySet());
        }
        return opened.troubles().isEmpty() ? 0 : BreakGlass.exitCode(ErrorCode.STORE_UNREACHABLE);
    }

    /** What was found by now, how much of it is damaged, and how many regions could not be read to their end. */
    private static final class Verdict {
        private final Map<String, TimelineHistory> histories = new HashMap<>();
        private int found;
        private int damaged;
        private int unread;

        void add(boolean sound) {
            found++;
            damaged += sound ? 0 : 1;
        }
    }

    /** A region that fails on the way does not keep the others from being read. */
    private void verify(Storage region, Verdict verdict, PrintWriter out) {
        try {
            for (ClusterRegistration registration : ClusterRepository.registrations(region, new ClusterName(cluster))) {
                BackupCatalogue catalogue = new ClusterRepository(region, registration.keys()).backups();
                catalogue.damaged().stream()
                        .filter(marker -> backup.map(marker.name()::equals).orElse(true))
                        .forEach(marker -> {
                            verdict.add(false);
                            out.println("✗ " + marker.name() + " in region " + region.region()
                                    + ": its marker is damaged: " + marker.reason());
                        });
                chosen(catalogue.complete()).forEach(each -> verdict.add(isSound(region, registration, each, out)));
                histories(region, registration, verdict, out);
            }
        } catch (LifeboatException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            if (e.code().kind() == ErrorCode.Kind.CORRUPT) {
                verdict.add(false);
                out.println("✗ " + cluster + " in region " + region.region() + ": " + e.explanation());
            } else {
                verdict.unread++;
                out.println("! region " + region.region() + " could not be read to its end: " + e.explanation());
            }
        }
    }

    /** Nothing in a history vouches for its bytes but that all regions have the same ones. */
    private static void histories(Storage region, ClusterRegistration registration, Verdict verdict, PrintWriter out) {
        WalReader wal = new WalReader(List.of(region), registration.keys(), registration.walSegmentBytes());
        for (int timeline : wal.timelines()) {
            String key = registration.keys().history(timeline);
            Optional<TimelineHistory> history = wal.history(timeline);
            if (history.isPresent()
                    && !history.get().equals(verdict.histories.computeIfAbsent(key, _ -> history.get()))) {
                verdict.add(false);
                out.println("✗ " + key + " in region " + region.region() + " is not the same as in another region");
            }
        }
    }

    /** With its ancestors, as far as this region has them: what is missing is the verification's finding. */
    private Set<BackupId> chosen(List<BackupMarker> known) {
        Set<BackupId> chosen = new LinkedHashSet<>();
        if (all) {
            known.forEach(marker -> chosen.add(marker.backup()));
            return chosen;
        }
        Optional<BackupMarker> next = backup.isPresent()
                ? find(known, new BackupId(backup.get()))
                : known.isEmpty() ? Optional.empty() : Optional.of(known.getLast());
        while (next.isPresent() && chosen.add(next.get().backup())) {
            next = Optional.ofNullable(next.get().parent()).flatMap(parent -> find(known, parent));
        }
        return chosen;
    }

    private static Optional<BackupMarker> find(List<BackupMarker> known, BackupId id) {
        return known.stream().filter(marker -> marker.backup().equals(id)).findFirst();
    }

    private boolean isSound(Storage region, ClusterRegistration registration, BackupId id, PrintWriter out) {
        Verification result = new BackupVerifier(
                        region, registration.keys(), registration.walSegmentBytes(), new ReaderSettings(READERS), clock)
                .verify(id, null);
        out.println((result.passed() ? "✓ " : "✗ ") + id + " in region " + region.region() + ": " + result.objects()
                + " objects, " + Sizes.shown(result.storedBytes()) + "; " + result.proven());
        result.damaged()
                .forEach(damage ->
                        out.println("    " + damage.code().slug() + ": " + damage.object() + ": " + damage.reason()));
        return result.passed();
    }
}
