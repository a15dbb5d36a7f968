/** Reading back what the regions hold: on request and on schedule. The checks are made in the repository module. */
@NullMarked
package org.theorder.lifeboat.backup.verification;

import org.jspecify.annotations.NullMarked;
