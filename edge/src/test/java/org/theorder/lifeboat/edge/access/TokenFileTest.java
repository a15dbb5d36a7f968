package org.theorder.lifeboat.edge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    @TempDir
    Path directory;

    static AccessConfiguration configuration(Optional<Path> tokens) {
        return new AccessConfiguration() {
            @Override
            public Optional<Path> tokens() {
                return tokens;
            }

            @Override
            public Optional<List<String>> publicPaths() {
                return Optional.empty();
            }

            @Override
            public Duration session() {
                return Duration.ofHours(12);
            }

            @Override
            public int wrongTriesPerMinute() {
                return 3;
            }
        };
    }

    private Path path() {
        return directory.resolve("tokens.properties");
    }

    private void write(String content) throws IOException {
        Path temporary = Files.writeString(directory.resolve("new"), content);
        Files.move(temporary, path(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Optional<Role> role(TokenFile file, String token) {
        return file.current().find(token).map(Tokens.Entry::role);
    }

    @Test
    void knowsTheRolesOfTokens() throws IOException {
        write("viewer=" + Tokens.sha256("v") + "\noperator=" + Tokens.sha256("o"));
        TokenFile file = new TokenFile(configuration(Optional.of(path())));

        assertThat(role(file, "v")).contains(Role.VIEWER);
        assertThat(role(file, "o")).contains(Role.OPERATOR);
        assertThat(role(file, "x")).isEmpty();
        assertThat(role(file, "")).isEmpty();
        assertThat(role(file, Tokens.sha256("v"))).isEmpty();
        assertThat(file.trouble()).isEmpty();
    }

    @Test
    void noticesAChangeAndSeveralTokensOfARole() throws IOException {
        write("viewer=" + Tokens.sha256("old"));
        TokenFile file = new TokenFile(configuration(Optional.of(path())));
        assertThat(role(file, "old")).contains(Role.VIEWER);

        write("viewer=" + Tokens.sha256("old") + ", " + Tokens.sha256("new"));
        assertThat(role(file, "old")).contains(Role.VIEWER);
        assertThat(role(file, "new")).contains(Role.VIEWER);

        write("viewer=" + Tokens.sha256("new"));
        assertThat(role(file, "old")).isEmpty();
    }

    @Test
    void withoutAFileNoTokenIsValidUntilItAppears() throws IOException {
        TokenFile file = new TokenFile(configuration(Optional.of(path())));
        assertThat(role(file, "v")).isEmpty();
        assertThat(file.trouble()).get().asString().contains("does not exist");

        write("viewer=" + Tokens.sha256("v"));
        assertThat(role(file, "v")).contains(Role.VIEWER);

        Files.delete(path());
        assertThat(role(file, "v")).isEmpty();
    }

    @Test
    void withoutConfigurationNoTokenIsValid() {
        TokenFile file = new TokenFile(configuration(Optional.empty()));

        assertThat(role(file, "v")).isEmpty();
        assertThat(file.trouble()).get().asString().contains("lifeboat.edge.tokens");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "viewer=secret",
                "viewer=",
                "admin=ab",
                "viewer=\\u12",
                "",
                "viewer=zz",
                "operator=,",
                "viewer",
                "secret"
            })
    void fileThatIsWrongLocksEverythingAndIsNotQuoted(String content) throws IOException {
        write(content);

        TokenFile file = new TokenFile(configuration(Optional.of(path())));

        assertThat(file.current().entries()).isEmpty();
        assertThat(file.trouble()).get().asString().doesNotContain("secret");
    }

    @Test
    void directoryInPlaceOfTheFileLocksEverything() {
        assertThat(new TokenFile(configuration(Optional.of(directory))).trouble())
                .isPresent();
    }
}
