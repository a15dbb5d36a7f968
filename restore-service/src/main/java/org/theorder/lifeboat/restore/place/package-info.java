/** The directory that a restore writes: whose it is, whether it may be used, what PostgreSQL finds in it. */
@NullMarked
package org.theorder.lifeboat.restore.place;

import org.jspecify.annotations.NullMarked;
