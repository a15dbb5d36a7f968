/** Work that one replica does at a time. */
@NullMarked
package org.theorder.lifeboat.backup.duty;

import org.jspecify.annotations.NullMarked;
