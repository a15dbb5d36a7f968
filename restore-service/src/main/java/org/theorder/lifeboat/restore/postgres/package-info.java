/** The restored server as a process: isolated first start, its log, its stop, its public start. */
@NullMarked
package org.theorder.lifeboat.restore.postgres;

import org.jspecify.annotations.NullMarked;
