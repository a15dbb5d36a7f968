/** The replication client against hand-made bytes, hostile ones too, and against real servers. */
@NullMarked
package org.theorder.lifeboat.backup.replication;

import org.jspecify.annotations.NullMarked;
