package org.theorder.lifeboat.repository.storage;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * A call into a region was given up before it ended: nobody knows what becomes of it, and it may still be under way. So
 * the content that it was given may still be read, and must not change.
 */
public final class GivenUpException extends LifeboatException {
    private static final long serialVersionUID = 1L;

    GivenUpException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
