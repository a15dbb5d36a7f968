/** PostgreSQL servers that stand in for the protected ones: real, of two versions. */
@NullMarked
package org.theorder.lifeboat.backup.servers;

import org.jspecify.annotations.NullMarked;
