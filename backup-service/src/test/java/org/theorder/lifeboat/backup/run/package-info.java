/** Backups: their jobs and their progress. */
@NullMarked
package org.theorder.lifeboat.backup.run;

import org.jspecify.annotations.NullMarked;
