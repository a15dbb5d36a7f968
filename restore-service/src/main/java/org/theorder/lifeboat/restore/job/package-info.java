/** What restore-service and the pod that restores into a volume say to each other. */
@NullMarked
package org.theorder.lifeboat.restore.job;

import org.jspecify.annotations.NullMarked;
