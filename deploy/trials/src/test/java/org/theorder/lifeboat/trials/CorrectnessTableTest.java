package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table in docs/correctness.md names tests that exist, for every line; and the tests name the lines. */
class CorrectnessTableTest {
    private static final int LINES = 28;

    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| (.*) \\| (.*) \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern SAID = Pattern.compile("Correctness line (\\d+)");

    private static Path project() {
        return Path.of(System.getProperty("lifeboat.project", "../.."))
                .toAbsolutePath()
                .normalize();
    }

    private static Map<Integer, String> rows() throws IOException {
        Map<Integer, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(project().resolve("docs/correctness.md"))) {
            Matcher matcher = ROW.matcher(line);
            if (matcher.matches()) {
                rows.put(Integer.parseInt(matcher.group(1)), matcher.group(3));
            }
        }
        return rows;
    }

    /** Sources of all tests by the name of their class. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        try (Stream<Path> files = Files.find(
                project(),
                20,
                (path, attributes) -> path.toString().contains("/src/test/java/")
                        && path.toString().endsWith(".java"))) {
            for (Path file : files.toList()) {
                tests.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
            }
        }
        return tests;
    }

    @Test
    void everyLineHasATestThatExists() throws IOException {
        Map<Integer, String> rows = rows();
        Map<String, String> tests = tests();

        assertThat(rows.keySet()).containsExactlyElementsOf(numbers(LINES));
        rows.forEach((number, cell) -> {
            assertThat(NAME.matcher(cell).results().map(each -> each.group(1)).toList())
                    .as("tests of line %d", number)
                    .isNotEmpty();
            NAME.matcher(cell)
                    .results()
                    .forEach(name -> assertThat(tests.getOrDefault(name.group(1), ""))
                            .as("line %d: %s", number, name.group())
                            .containsPattern("\\bvoid " + name.group(2) + "\\("));
        });
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Map<String, String> tests = tests();
        assertThat(NAME.matcher(Files.readString(project().resolve("docs/correctness.md")))
                        .results())
                .hasSizeGreaterThan(LINES)
                .allSatisfy(name -> assertThat(tests.getOrDefault(name.group(1), ""))
                        .as(name.group())
                        .containsPattern("\\bvoid " + name.group(2) + "\\("));
    }

    @Test
    void testsSayWhichLineTheyProve() throws IOException {
        TreeSet<Integer> said = new TreeSet<>();
        tests().values()
                .forEach(source ->
                        SAID.matcher(source).results().forEach(line -> said.add(Integer.parseInt(line.group(1)))));

        assertThat(said).containsExactlyElementsOf(numbers(LINES));
    }

    private static List<Integer> numbers(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }
}
