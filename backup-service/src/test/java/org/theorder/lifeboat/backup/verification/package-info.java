@NullMarked
package org.theorder.lifeboat.backup.verification;

import org.jspecify.annotations.NullMarked;
