package org.theorder.lifeboat.backup.replication;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** How much TLS is asked for; names and meaning as in libpq's {@code sslmode}. */
public enum SslMode {
    /** Never. */
    DISABLE,
    /** If the server lets nobody in without; the certificate is not looked at. */
    ALLOW,
    /** If the server has it; the certificate is not looked at. */
    PREFER,
    /** Always; the certificate is checked only if a root certificate is given. */
    REQUIRE,
    /** Always, and the certificate must come from the given root. */
    VERIFY_CA,
    /** Always, certificate from the given (or the system's) root, and made for this host. */
    VERIFY_FULL;

    /** Whether a connection without TLS will do. */
    public boolean goesOnWithout() {
        return this == DISABLE || this == ALLOW || this == PREFER;
    }

    /** libpq's name, for example {@code verify-full}. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws LifeboatException CONFIGURATION_INVALID if there is no such mode */
    @JsonCreator
    public static SslMode named(String name) {
        for (SslMode mode : values()) {
            if (mode.wireName().equals(name)) {
                return mode;
            }
        }
        throw new LifeboatException(
                ErrorCode.CONFIGURATION_INVALID,
                "'" + Text.shown(name) + "' is not an sslmode; one of "
                        + Arrays.stream(values()).map(SslMode::wireName).collect(Collectors.joining(", ")));
    }
}
