/** Tests of copies between regions. */
@NullMarked
package org.theorder.lifeboat.backup.copy;

import org.jspecify.annotations.NullMarked;
