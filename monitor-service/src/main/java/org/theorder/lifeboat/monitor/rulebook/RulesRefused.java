package org.theorder.lifeboat.monitor.rulebook;

import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** A file of rules that cannot be taken; the message names file, line and reason. */
final class RulesRefused extends LifeboatException {
    private static final long serialVersionUID = 1L;

    RulesRefused(String message) {
        super(ErrorCode.CONFIGURATION_INVALID, message);
    }
}
