/** Whether a cluster can be protected: everything that stands in the way, told at once, before the first backup. */
@NullMarked
package org.theorder.lifeboat.backup.preflight;

import org.jspecify.annotations.NullMarked;
