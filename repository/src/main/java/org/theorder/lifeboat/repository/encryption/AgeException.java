package org.theorder.lifeboat.repository.encryption;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bytes are not an age file, or not any more: damaged, cut short or tampered with. */
public final class AgeException extends IOException {
    private static final long serialVersionUID = 1L;

    AgeException(String message) {
        this(message, null);
    }

    AgeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
