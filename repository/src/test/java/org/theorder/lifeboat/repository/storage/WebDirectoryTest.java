package org.theorder.lifeboat.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.LifeboatException;

class WebDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void aFileTakesThePlaceOfTheOldOneAtOnce() throws IOException {
        WebFiles files = new WebDirectory(folder);
        put(files, "history/index.html", "old");
        Object inode = Files.getAttribute(folder.resolve("history/index.html"), "unix:ino");

        put(files, "history/index.html", "new");

        assertThat(folder.resolve("history/index.html")).hasContent("new");
        // who was reading the old one reads it to its end
        assertThat(Files.getAttribute(folder.resolve("history/index.html"), "unix:ino"))
                .isNotEqualTo(inode);
        assertThat(files.get("history/index.html")).hasValue("new".getBytes(StandardCharsets.UTF_8));
        files.remove("history/index.html");
        files.remove("history/index.html");
        assertThat(files.get("history/index.html")).isEmpty();
        assertThat(folder.resolve("history/index.html")).doesNotExist();
    }

    @Test
    void nothingIsWrittenOutsideTheFolder() {
        WebFiles files = new WebDirectory(folder.resolve("page"));

        assertThatThrownBy(() -> put(files, "../../secret.txt", "x"))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("outside");
    }

    /** A tmpfs of 1 MiB in a mount namespace of its own. */
    @Test
    void aFullDiskLeavesTheOldFileWholeAndTheNextTryWorksOnceThereIsRoom() throws Exception {
        assumeThat(unshared("true")).as("unprivileged mount namespaces").isEqualTo(0);

        int exit = unshared("mount -t tmpfs -o size=1m none '" + folder + "' && exec '"
                + ProcessHandle.current().info().command().orElseThrow() + "' -cp '"
                + System.getProperty("java.class.path") + "' "
                + Writer.class.getName().replace("$", "\\$") + " '" + folder + "'");

        String said = Files.readString(log());
        assertThat(exit).as(said).isEqualTo(0);
        assertThat(said)
                .contains("NO_SPACE", "the disk or the quota is full", "left: [index.html] old", "afterwards: new");
    }

    private int unshared(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("unshare", "-Urm", "sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Path log() {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    /** Runs inside the namespace. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path root = Path.of(arguments[0]);
            Path page = root.resolve("page");
            WebFiles files = new WebDirectory(page);
            put(files, "index.html", "old");
            Path other = Files.write(root.resolve("other"), new byte[900 << 10]);
            try {
                files.put("index.html", new byte[500 << 10], "text/html", "");
            } catch (LifeboatException e) {
                System.out.println(e.code() + " " + e.explanation());
            }
            try (var left = Files.list(page)) {
                System.out.println("left: " + left.map(Path::getFileName).toList() + " "
                        + Files.readString(page.resolve("index.html")));
            }
            Files.delete(other);
            put(files, "index.html", "new");
            System.out.println("afterwards: " + Files.readString(page.resolve("index.html")));
        }
    }

    private static void put(WebFiles files, String path, String content) {
        files.put(path, content.getBytes(StandardCharsets.UTF_8), "text/html", "");
    }
}
