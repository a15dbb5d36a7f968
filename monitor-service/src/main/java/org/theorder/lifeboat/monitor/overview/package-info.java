/**
 * The operators' page: are we safe right now, and could we recover? {@link
 * org.theorder.lifeboat.monitor.overview.OverviewBuilder} decides what to say, the template only lays it out.
 */
@NullMarked
package org.theorder.lifeboat.monitor.overview;

import org.jspecify.annotations.NullMarked;
