package org.theorder.lifeboat.trials;

import java.util.Map;
import org.theorder.lifeboat.events.Lsn;

/**
 * What a server held at a moment that can be restored.
 *
 * @param name of the restore point that marks it in the WAL
 * @param lsn where its record ends
 * @param timeline on which it was taken
 * @param tables content of every table by its name: rows, checksum, columns
 * @param pages of all tables and indexes, as they lay on disk
 */
record Photo(String name, Lsn lsn, int timeline, Map<String, String> tables, Pages pages) {}
