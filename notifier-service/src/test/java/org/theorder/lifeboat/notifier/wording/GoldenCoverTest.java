package org.theorder.lifeboat.notifier.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No template is written that nobody has looked at: whatever one says, in whichever branch, a golden file shows. */
class GoldenCoverTest {
    private static final Path TEMPLATES = Path.of("src/main/resources/templates");
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    /** The golden files in which the words of such a template may stand: entries of feeds are HTML within JSON. */
    private static final Map<String, List<String>> SHOWN_IN = Map.of(
            "html", List.of(".html", "-feed.json"),
            "txt", List.of(".txt"),
            "json", List.of(".json"),
            "atom", List.of(".atom"),
            "rss", List.of(".rss"));

    private static final Pattern PLACES = Pattern.compile("\\{[#/a-z][^}]*}|\\R");

    /** Golden files of JSON are sorted and have spaces of their own. */
    private static final Pattern JSON_PLACES = Pattern.compile("\\{[#/a-z][^}]*}|[,:{}\\[\\]]|\\R");

    @Test
    void everyWordOfEveryTemplateStandsInAGoldenFile() {
        List<String> unseen = files(TEMPLATES).stream()
                .flatMap(template -> unseen(template).map(words -> TEMPLATES.relativize(template) + ": " + words))
                .toList();

        assertThat(unseen)
                .as("words of templates that no golden file shows; let a test render them")
                .isEmpty();
    }

    /** What stands between the places that are filled in, and in no golden file. */
    private static Stream<String> unseen(Path template) {
        String ending = ending(template);
        String shown = shown(SHOWN_IN.getOrDefault(ending, List.of()));
        Pattern places = ending.equals("json") ? JSON_PLACES : PLACES;
        return places.splitAsStream(text(template)).map(String::strip).filter(words -> !shown.contains(words));
    }

    private static String shown(List<String> endings) {
        return files(GOLDEN).stream()
                .filter(file -> endings.stream().anyMatch(file.toString()::endsWith))
                .map(GoldenCoverTest::text)
                .collect(Collectors.joining());
    }

    private static String ending(Path file) {
        String name = file.toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
