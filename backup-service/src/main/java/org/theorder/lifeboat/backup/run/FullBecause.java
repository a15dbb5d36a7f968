package org.theorder.lifeboat.backup.run;

import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Why a full backup is taken although an incremental was asked for.
 *
 * @param message for people: what stands in the way, and what to do if it shall not stay so
 */
record FullBecause(ErrorCode code, String message) {
    static FullBecause of(LifeboatException reason) {
        return new FullBecause(reason.code(), reason.explanation());
    }
}
