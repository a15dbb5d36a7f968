/** Restores into volumes of Kubernetes: a Job of the same image does the work, and restore-service follows it. */
@NullMarked
package org.theorder.lifeboat.restore.kubernetes;

import org.jspecify.annotations.NullMarked;
