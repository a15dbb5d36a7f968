/** Services that fall silent: monitoring must not be green because nobody measures. */
@NullMarked
package org.theorder.lifeboat.monitor.heartbeat;

import org.jspecify.annotations.NullMarked;
