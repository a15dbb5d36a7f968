package org.theorder.lifeboat.restore.breakglass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.restore.testing.CommandLineRun;
import org.theorder.lifeboat.restore.testing.LostShop;
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
        Path part;
        try (Stream<Path> files = Files.walk(copy.resolve("dr"))) {
            part = files.filter(file -> file.toString().contains("/parts/"))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        part.toFile().setWritable(true);
        Files.write(part, bytes);

        CommandLineRun run = run("verify", copy, "--cluster", "shop");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(5);
        assertThat(run.output()).contains("✗ ", "in region dr", "corrupt: ", "✓ ");
    }

    @Test
    void singleTableIsExtractedAsSqlAndNothingElseStays() throws Exception {
        PostgresTools tools = PostgresTools.orSkip();
        Path sql = folder.resolve("precious.sql");
        List<String> further = new ArrayList<>(List.of(
                "--cluster",
                "shop",
                "--to",
                shop.beforeDrop().toString(),
                "--database",
                "shop",
                "--table",
                "precious"));
        further.addAll(List.of(
                "--output",
                sql.toString(),
                "--postgres",
                PostgresBinaries.unpacked().toString()));
        further.addAll(List.of("--pg-dump", tools.folder().resolve("pg_dump").toString()));

        CommandLineRun run = run("extract", shop.repository(), further.toArray(String[]::new));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(Files.readString(sql))
                .contains("CREATE TABLE public.precious", "COPY public.precious")
                .doesNotContain("orders");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("precious")))
                    .containsExactly("precious.sql");
        }

        further.set(further.indexOf("precious"), "no_such_table");
        further.set(further.indexOf(sql.toString()), folder.resolve("none.sql").toString());
        CommandLineRun none = run("extract", shop.repository(), further.toArray(String[]::new));
        assertThat(none.exitCode()).as(none.output()).isEqualTo(2);
        assertThat(none.output()).contains("pg_dump refused: ", "no matching tables");
        assertThat(folder.resolve("none.sql")).doesNotExist();
        assertThat(folder.resolve("none.sql.lifeboat-extract")).doesNotExist();
    }
}
