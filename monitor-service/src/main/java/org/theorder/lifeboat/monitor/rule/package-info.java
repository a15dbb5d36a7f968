/**
 * The decision core, free of any framework, clock and database: a {@link
 * org.theorder.lifeboat.monitor.rule.Reading} goes in, a {@link org.theorder.lifeboat.monitor.rule.Judgement} comes
 * out.
 */
@NullMarked
package org.theorder.lifeboat.monitor.rule;

import org.jspecify.annotations.NullMarked;
