/** Backups that are taken by themselves: what is due, what is skipped and why. */
@NullMarked
package org.theorder.lifeboat.backup.schedule;

import org.jspecify.annotations.NullMarked;
