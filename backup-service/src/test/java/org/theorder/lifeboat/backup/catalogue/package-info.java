@NullMarked
package org.theorder.lifeboat.backup.catalogue;

import org.jspecify.annotations.NullMarked;
