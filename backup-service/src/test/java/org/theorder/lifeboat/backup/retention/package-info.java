/** Tests of retention against real stores. */
@NullMarked
package org.theorder.lifeboat.backup.retention;

import org.jspecify.annotations.NullMarked;
