/**
 * Backups: asked for ({@code BackupResource}, {@code BackupRequestedHandler}), kept as jobs ({@code BackupJobs}, {@code
 * BackupJobStore}), carried out ({@code BackupWorker} → {@code BackupAttempt} → {@code BackupRun}).
 */
@NullMarked
package org.theorder.lifeboat.backup.run;

import org.jspecify.annotations.NullMarked;
