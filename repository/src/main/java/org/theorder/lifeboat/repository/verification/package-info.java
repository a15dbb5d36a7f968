/** Reading back what one region holds, and comparing it with every checksum that is known. */
@NullMarked
package org.theorder.lifeboat.repository.verification;

import org.jspecify.annotations.NullMarked;
