/** What one region missed is copied from another one: stored bytes, verbatim, checked on the way. */
@NullMarked
package org.theorder.lifeboat.repository.copy;

import org.jspecify.annotations.NullMarked;
