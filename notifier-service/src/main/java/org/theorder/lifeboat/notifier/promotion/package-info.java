/** Which region's page is the one to read: claims with rising epochs, told by events and by the published pages. */
@NullMarked
package org.theorder.lifeboat.notifier.promotion;

import org.jspecify.annotations.NullMarked;
