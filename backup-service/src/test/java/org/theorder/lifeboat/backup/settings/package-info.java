/** Settings of clusters. */
@NullMarked
package org.theorder.lifeboat.backup.settings;

import org.jspecify.annotations.NullMarked;
