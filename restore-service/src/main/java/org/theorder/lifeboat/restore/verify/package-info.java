/** What is checked in a restored server before anybody may connect to it. */
@NullMarked
package org.theorder.lifeboat.restore.verify;

import org.jspecify.annotations.NullMarked;
