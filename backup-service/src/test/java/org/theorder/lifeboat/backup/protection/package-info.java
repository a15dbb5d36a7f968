/** How protection is reported. */
@NullMarked
package org.theorder.lifeboat.backup.protection;

import org.jspecify.annotations.NullMarked;
