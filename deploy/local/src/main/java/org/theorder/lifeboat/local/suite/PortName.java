package org.theorder.lifeboat.local.suite;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Where the suite listens, each on 127.0.0.1. Chosen free and then kept, unless somebody chooses. */
public enum PortName {
    STATUS_PAGE,
    BACKUP,
    RESTORE,
    MONITOR,
    SHOP,
    POSTGRES,
    KAFKA,
    KAFKA_CONTROLLER,
    SMTP;

    /** For example {@code status-page}, as in {@code --port status-page=8084}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For example {@code LIFEBOAT_PORT_STATUS_PAGE}. */
    public String environmentVariable() {
        return "LIFEBOAT_PORT_" + name();
    }

    /** @throws LifeboatException REQUEST_INVALID, with the names there are */
    public static PortName of(String wireName) {
        return Arrays.stream(values())
                .filter(name -> name.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.REQUEST_INVALID,
                        "there is no port named '" + wireName + "'; there are "
                                + Arrays.stream(values())
                                        .map(PortName::wireName)
                                        .collect(Collectors.joining(", "))));
    }
}
