package org.theorder.lifeboat.repository.restore;

import java.util.ArrayList;
import java.util.List;

/**
 * An order in which threads that take one part after the other write different files. Neighbouring parts hold pieces of the
 * same file, and who makes a file longer locks it for all others, for as long as the disk takes (ADR 0025).
 */
final class Lanes {
    private Lanes() {}

    /**
     * The first of every lane, then the second of every lane, and so on.
     *
     * @param inOrder cut into as many runs of about the same length as there are lanes
     * @param lanes at least 1
     */
    static <T> List<T> interleave(List<T> inOrder, int lanes) {
        int length = Math.ceilDiv(inOrder.size(), lanes);
        List<T> interleaved = new ArrayList<>(inOrder.size());
        for (int place = 0; place < length; place++) {
            for (int next = place; next < inOrder.size(); next += length) {
                interleaved.add(inOrder.get(next));
            }
        }
        return interleaved;
    }
}
