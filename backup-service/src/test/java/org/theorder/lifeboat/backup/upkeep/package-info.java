@NullMarked
package org.theorder.lifeboat.backup.upkeep;

import org.jspecify.annotations.NullMarked;
