/** The copies of the repository: configured, opened, watched, initialized on an operator's word. */
@NullMarked
package org.theorder.lifeboat.backup.region;

import org.jspecify.annotations.NullMarked;
