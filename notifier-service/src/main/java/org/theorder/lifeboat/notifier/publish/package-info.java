/** The page as files, for a web server that is still there when this service and its region are not. */
@NullMarked
package org.theorder.lifeboat.notifier.publish;

import org.jspecify.annotations.NullMarked;
