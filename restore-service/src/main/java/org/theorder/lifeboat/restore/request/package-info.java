/** How restores are asked for and looked at: REST and Kafka. */
@NullMarked
package org.theorder.lifeboat.restore.request;

import org.jspecify.annotations.NullMarked;
