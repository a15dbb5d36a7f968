package org.theorder.lifeboat.restore.breakglass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.testing.CommandLineRun;
import org.theorder.lifeboat.restore.testing.Damage;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.ObjectKind;
import org.theorder.lifeboat.restore.testing.RestoredShop;
import org.theorder.lifeboat.servers.PostgresBinaries;
import org.theorder.lifeboat.servers.test.PostgresTools;

/** The self-contained jar, with nothing but a repository, and PostgreSQL's programs. */
class BreakGlassIT {
    private static LostShop shop;

    @TempDir
    Path folder;

    private Path directory;

    @BeforeAll
    static void loseShop() {
        shop = LostShop.get();
    }

    @BeforeEach
    void prepare() {
        directory = folder.resolve("shop");
    }

    private static List<String> repository(Path folder) {
        return List.of(
                "--repository", folder.resolve("primary").toUri().toString(),
                "--repository", folder.resolve("dr").toUri().toString());
    }

    private CommandLineRun run(String command, Path repository, String... further)
            throws IOException, InterruptedException {
        return CommandLineRun.of(folder, arguments(command, repository, further));
    }

    private static List<String> arguments(String command, Path repository, String... further) {
        return Stream.of(List.of(command), repository(repository), List.of(further))
                .flatMap(List::stream)
                .toList();
    }

    private String[] restoreTo(String point) {
        return new String[] {
            "--cluster",
            "shop",
            "--to",
            point,
            "--into",
            directory.toString(),
            "--postgres",
            PostgresBinaries.unpacked().toString()
        };
    }

    @Test
    void listTellsWhatThereIs() throws Exception {
        CommandLineRun run = run("list", shop.repository());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("shop (PostgreSQL 18, system identifier ")
                .containsPattern(shop.backup().backup() + " +full .* (primary dr|dr primary)");
    }

    @Test
    void listTellsTheGapsOfEachRegion() throws Exception {
        Path copy = shop.copyOfRepository(folder.resolve("repository"));
        Path lost = ObjectKind.SEGMENT.newest(copy.resolve("dr"));
        Files.delete(lost);

        CommandLineRun run = run("list", copy);

        // a slice of the segment from before it was full is still there
        Lsn end = WalSegment.parse(lost.getFileName().toString().replace(".zst", ""), 16 << 20)
                .end();
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output().lines())
                .filteredOn(line -> line.startsWith("!"))
                .singleElement()
                .asString()
                .matches("! shop: WAL is missing from 0/[0-9A-F]+ to " + end + " \\(timeline 1\\) in region dr");
        assertThat(run.output())
                .containsPattern("shop is recoverable from .* on timeline 1\\) in region dr")
                .containsPattern(
                        "shop is recoverable from .* to " + shop.end() + " on timeline 1\\) in region primary");
    }

    @Test
    void pointInTimeIsRestoredVerifiedAndReadyToStart() throws Exception {
        CommandLineRun run =
                run("restore", shop.repository(), restoreTo(shop.beforeDrop().toString()));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("✓ row-counts", "✓ page-checksums", "Restored shop to", "Start PostgreSQL with:", "pg_ctl")
                .contains("copying", "replaying", "verifying");
        try (RestoredShop restored = RestoredShop.start(directory, folder)) {
            assertThat(restored.value("select count(*) from precious")).isEqualTo("1000");
            assertThat(restored.value("select max(number) from orders")).isEqualTo("200");
        }
        assertGoesOnFurtherOnlyIfTheNameIsTyped();
    }

    @Test
    void tablespaceGoesWhereItIsTold() throws Exception {
        String location = shop.backup().archives().stream()
                .flatMap(archive -> Optional.ofNullable(archive.location()).stream())
                .findFirst()
                .orElseThrow();
        directory = Files.createDirectory(folder.resolve("data")).resolve("shop");
        Path place = Files.createDirectory(folder.resolve("disk")).resolve("fast");

        CommandLineRun run = restoreToTheEnd("--tablespace", location + "=" + place);

        if (System.getProperty("user.name").equals("root")) {
            assertThat(run.output()).contains("chown -R postgres: " + directory + " " + place);
        }
        assertThat(directory.resolveSibling("shop.tablespaces")).doesNotExist();
        try (RestoredShop restored = RestoredShop.start(directory, folder)) {
            assertThat(restored.value("select count(*) from far_away")).isEqualTo("400");
            restored.value("delete from far_away returning 1");
        }
        restoreToTheEnd("--over", "shop");
        try (RestoredShop restored = RestoredShop.start(directory, folder)) {
            assertThat(restored.value("select count(*) from far_away")).isEqualTo("400");
        }
    }

    private CommandLineRun restoreToTheEnd(String... further) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(List.of(restoreTo("latest")));
        options.addAll(List.of(further));
        CommandLineRun run = run("restore", shop.repository(), options.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run;
    }

    /** Over what was restored before, to the end of the WAL. */
    private void assertGoesOnFurtherOnlyIfTheNameIsTyped() throws Exception {
        CommandLineRun beside = run("restore", shop.repository(), restoreTo("latest"));
        assertThat(beside.exitCode()).as(beside.output()).isEqualTo(3);
        assertThat(beside.output()).contains("is not empty").contains("'over' with the cluster's name");

        CommandLineRun run = restoreToTheEnd("--over", "shop");

        assertThat(run.output()).contains("were unchanged and stayed");
        try (RestoredShop restored = RestoredShop.start(directory, folder)) {
            assertThat(restored.value("select max(number) from orders")).isEqualTo("250");
        }
    }

    @Test
    void oneRegionThatIsGoneIsSaidAndTheOtherServes() throws Exception {
        Path copy = shop.copyOfRepository(folder.resolve("repository"));
        Files.move(copy.resolve("primary"), copy.resolve("gone"));

        CommandLineRun run = run("restore", copy, restoreTo("latest"));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("is left out", "from region dr", "Restored shop to");
    }

    @Test
    void whatIsImpossibleIsOneLineThatSaysWhatIsPossible() throws Exception {
        CommandLineRun late = run("restore", shop.repository(), restoreTo("2999-01-01T00:00:00Z"));
        CommandLineRun other = run("restore", shop.repository(), "--cluster", "ghost", "--into", directory.toString());
        CommandLineRun nowhere = run("list", folder.resolve("nothing"));
        CommandLineRun vague = run("restore", shop.repository(), restoreTo("2026-11-22T12:00:00"));

        assertThat(late.exitCode()).isEqualTo(2);
        assertThat(late.output()).contains("lifeboat: target-unreachable: ", "recoverable from ");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.output()).contains("lifeboat: not-found: ");
        assertThat(nowhere.exitCode()).isEqualTo(4);
        assertThat(nowhere.output()).contains("lifeboat: store-unreachable: ");
        assertThat(vague.exitCode()).isEqualTo(2);
        assertThat(vague.output()).contains("with its offset");
        assertThat(Stream.of(late, other, nowhere, vague)
                        .map(run -> run.output().lines().count()))
                .containsOnly(1L);
        assertThat(directory).doesNotExist();
    }

    @Test
    void directoryWithSomethingInItIsNotTouched() throws Exception {
        Path precious = Files.writeString(Files.createDirectory(directory).resolve("precious"), "x");

        CommandLineRun run = run("restore", shop.repository(), restoreTo("latest"));

        assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
        assertThat(precious).hasContent("x");
    }

    @Test
    void sameCommandTakesOverAfterKill9() throws Exception {
        Path output = folder.resolve("killed.out");
        Process killed = CommandLineRun.start(output, arguments("restore", shop.repository(), restoreTo("latest")));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Files.exists(directory.resolve("PG_VERSION")) || !killed.isAlive());
        assertThat(killed.isAlive()).as(Files.readString(output)).isTrue();
        killed.destroyForcibly().waitFor();

        CommandLineRun run = run("restore", shop.repository(), restoreTo("latest"));

        assertThat(run.exitCode()).as(run.output()).isZero();
        try (RestoredShop restored = RestoredShop.start(directory, folder)) {
            assertThat(restored.value("select max(number) from orders")).isEqualTo("250");
        }
    }

    @Test
    void damageIsFoundByVerify() throws Exception {
        assertThat(run("verify", shop.repository(), "--cluster", "shop").exitCode())
                .isZero();
        Path copy = shop.copyOfRepository(folder.resolve("repository"));
        Damage.FLIPPED.to(ObjectKind.PART.newest(copy.resolve("dr")));

        CommandLineRun run = run("verify", copy, "--cluster", "shop");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(5);
        assertThat(run.output()).contains("✗ ", "in region dr", "corrupt: ", "✓ ");
    }

    @Test
    void singleTableIsExtractedAsSqlAndNothingElseStays() throws Exception {
        Path sql = folder.resolve("precious.sql");

        CommandLineRun run = extract(sql, "--table", "precious");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(Files.readString(sql))
                .contains("CREATE TABLE public.precious", "COPY public.precious")
                .doesNotContain("orders");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("precious")))
                    .containsExactly("precious.sql");
        }

        CommandLineRun none = extract(folder.resolve("none.sql"), "--table", "no_such_table");
        assertThat(none.exitCode()).as(none.output()).isEqualTo(2);
        assertThat(none.output()).contains("pg_dump refused: ", "no matching tables");
        assertThat(folder.resolve("none.sql")).doesNotExist();
        assertThat(folder.resolve("none.sql.lifeboat-extract")).doesNotExist();
    }

    @Test
    void wholeDatabaseIsExtractedAsSql() throws Exception {
        Path sql = folder.resolve("shop.sql");

        CommandLineRun run = extract(sql);

        assertThat(run.exitCode()).as(run.output()).isZero();
        List<String> lines = Files.readAllLines(sql);
        assertThat(lines)
                .contains("CREATE EXTENSION IF NOT EXISTS amcheck WITH SCHEMA public;")
                .anyMatch(line -> line.startsWith("CREATE TABLE public.precious"))
                .anyMatch(line -> line.startsWith("CREATE TABLE public.far_away"));
        List<String> orders =
                lines.subList(lines.indexOf("COPY public.orders (number, at, text) FROM stdin;") + 1, lines.size());
        assertThat(orders.indexOf("\\.")).as("rows").isEqualTo(200);
        assertThat(folder.resolve("shop.sql.lifeboat-extract")).doesNotExist();
    }

    /** From the moment before the table was dropped. */
    private CommandLineRun extract(Path sql, String... further) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(
                List.of("--cluster", "shop", "--to", shop.beforeDrop().toString(), "--database", "shop"));
        options.addAll(List.of("--output", sql.toString()));
        options.addAll(List.of("--postgres", PostgresBinaries.unpacked().toString()));
        options.addAll(List.of(
                "--pg-dump", PostgresTools.orSkip().folder().resolve("pg_dump").toString()));
        options.addAll(List.of(further));
        return run("extract", shop.repository(), options.toArray(String[]::new));
    }
}
