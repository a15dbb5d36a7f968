package org.theorder.lifeboat.edge.problem;

import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.JsonFault;
import org.theorder.lifeboat.events.LifeboatException;

/** The body of a request lacks a field. */
final class BodyIncomplete extends LifeboatException {
    private static final long serialVersionUID = 1L;

    private final transient JsonFault fault;

    BodyIncomplete(JsonFault fault) {
        super(ErrorCode.REQUEST_INVALID, "The body is not what is expected here: " + fault.explanation());
        this.fault = fault;
    }

    JsonFault fault() {
        return fault;
    }
}
