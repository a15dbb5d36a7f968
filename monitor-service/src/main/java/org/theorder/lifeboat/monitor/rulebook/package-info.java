/**
 * The rules that are in force: those of this release, changed by a file of the operator that may be edited at any time. {@link
 * org.theorder.lifeboat.monitor.rulebook.RuleFile} reads and refuses, {@link org.theorder.lifeboat.monitor.rulebook.RuleBook}
 * keeps the last good ones.
 */
@NullMarked
package org.theorder.lifeboat.monitor.rulebook;

import org.jspecify.annotations.NullMarked;
