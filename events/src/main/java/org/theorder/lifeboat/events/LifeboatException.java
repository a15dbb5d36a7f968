package org.theorder.lifeboat.events;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of Lifeboat: thrown where something goes wrong, caught once at an edge (REST, Kafka, worker). The
 * message is for people: what happened, to what, and what to do; never a secret.
 */
public class LifeboatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public LifeboatException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public LifeboatException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** The message, which unlike {@link Throwable#getMessage()} is never null. */
    public String explanation() {
        String message = getMessage();
        return message == null ? code.slug() : message;
    }
}
