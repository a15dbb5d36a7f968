/** The story of each incident so that nobody can change it afterwards without being seen: hash-chained and signed. */
@NullMarked
package org.theorder.lifeboat.notifier.timeline;

import org.jspecify.annotations.NullMarked;
