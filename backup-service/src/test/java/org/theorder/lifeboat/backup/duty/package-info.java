@NullMarked
package org.theorder.lifeboat.backup.duty;

import org.jspecify.annotations.NullMarked;
