package org.theorder.lifeboat.notifier.mail;

import java.util.Map;
import org.theorder.lifeboat.notifier.delivery.Delivery;

/**
 * A message as one recipient gets it.
 *
 * @param to the bare mail address
 * @param list begins the list's id, for example {@code lifeboat-incidents}
 * @param headers besides those that every mail has; values without line ends
 */
public record Letter(Delivery delivery, String to, String text, String html, String list, Map<String, String> headers) {
    /** To a team: exactly what was frozen. */
    static Letter toTeam(Delivery delivery) {
        return new Letter(
                delivery,
                delivery.recipient(),
                delivery.message().text(),
                delivery.message().html(),
                "lifeboat-incidents",
                Map.of());
    }
}
