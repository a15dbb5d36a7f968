package org.theorder.lifeboat.local.suite;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Ports that somebody chose. */
public final class PortChoices {
    private PortChoices() {}

    /** The command line's choices, over those of the environment. */
    public static Map<PortName, Integer> of(Map<String, String> options, UnaryOperator<@Nullable String> environment) {
        Map<PortName, Integer> chosen = fromEnvironment(environment);
        options.forEach((name, port) -> chosen.put(PortName.of(name), number("--port " + name, port)));
        return chosen;
    }

    /** What the environment chooses, for example {@code LIFEBOAT_PORT_STATUS_PAGE=8084}. */
    private static Map<PortName, Integer> fromEnvironment(UnaryOperator<@Nullable String> environment) {
        Map<PortName, Integer> chosen = new EnumMap<>(PortName.class);
        for (PortName name : PortName.values()) {
            Optional.ofNullable(environment.apply(name.environmentVariable()))
                    .filter(value -> !value.isBlank())
                    .ifPresent(value -> chosen.put(name, number(name.environmentVariable(), value)));
        }
        return chosen;
    }

    /** @throws LifeboatException REQUEST_INVALID if the text is not a port number */
    private static int number(String where, String text) {
        try {
            int port = Integer.parseInt(text.strip());
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new LifeboatException(
                ErrorCode.REQUEST_INVALID, where + " is '" + text.strip() + "', which is not a port: 1 to 65535");
    }
}
