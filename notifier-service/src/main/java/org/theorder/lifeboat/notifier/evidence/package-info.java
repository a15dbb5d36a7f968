/** What is known about the protection of each cluster: the facts behind a green component. */
@NullMarked
package org.theorder.lifeboat.notifier.evidence;

import org.jspecify.annotations.NullMarked;
