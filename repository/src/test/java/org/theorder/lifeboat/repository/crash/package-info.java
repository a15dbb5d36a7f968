/** The process dies: at every call of a storage, one after another. */
@NullMarked
package org.theorder.lifeboat.repository.crash;

import org.jspecify.annotations.NullMarked;
