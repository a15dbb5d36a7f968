/** A real source cluster, a real repository, and a restorer on them. */
@NullMarked
package org.theorder.lifeboat.restore.testing;

import org.jspecify.annotations.NullMarked;
