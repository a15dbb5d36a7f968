package org.theorder.lifeboat.repository.verification;

import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.records.Verification;

/** What a verification has read and found. */
final class Findings {
    private static final int MOST = 200;

    private final List<Verification.Damage> damaged = new ArrayList<>();
    private long objects;
    private long bytes;

    void read(long storedBytes) {
        objects++;
        bytes += storedBytes;
    }

    long objects() {
        return objects;
    }

    long bytes() {
        return bytes;
    }

    List<Verification.Damage> damaged() {
        return damaged;
    }

    void damage(String object, ErrorCode code, String reason) {
        if (damaged.size() < MOST) {
            damaged.add(new Verification.Damage(object, code, reason));
        }
    }

    /** Whether it says something about the bytes; otherwise it is thrown on: a region that is down is not damaged. */
    void damage(String object, LifeboatException e) {
        boolean verdict = switch (e.code()) {
            case CORRUPT, NOT_FOUND, CHAIN_BROKEN, WAL_GAP, OBJECT_CONFLICT -> true;
            default -> false;
        };
        if (!verdict) {
            throw e;
        }
        damage(object, e.code(), e.explanation());
    }
}
