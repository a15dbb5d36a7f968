/**
 * Tells people how things are: a status page that never claims more than it knows, and mail that is owed until it is
 * accepted.
 */
@NullMarked
package org.theorder.lifeboat.notifier;

import org.jspecify.annotations.NullMarked;
