/** Declaring clusters. */
@NullMarked
package org.theorder.lifeboat.backup.cluster;

import org.jspecify.annotations.NullMarked;
