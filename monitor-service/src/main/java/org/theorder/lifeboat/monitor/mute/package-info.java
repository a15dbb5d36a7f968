/**
 * Why people are not disturbed by an incident although it is open: what it depends on is down, or there is maintenance. What
 * must never be muted ({@code always}) never is.
 */
@NullMarked
package org.theorder.lifeboat.monitor.mute;

import org.jspecify.annotations.NullMarked;
