/** The command line behind the script {@code lifeboat}. */
@NullMarked
package org.theorder.lifeboat.local;

import org.jspecify.annotations.NullMarked;
