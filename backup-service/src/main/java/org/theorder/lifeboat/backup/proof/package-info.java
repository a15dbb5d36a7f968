/** Which backups a server was restored from with success. */
@NullMarked
package org.theorder.lifeboat.backup.proof;

import org.jspecify.annotations.NullMarked;
