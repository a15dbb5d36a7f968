/**
 * Measures, decides, opens and resolves incidents. {@link org.theorder.lifeboat.monitor.probe} looks, {@link
 * org.theorder.lifeboat.monitor.rule} decides (no framework), {@link org.theorder.lifeboat.monitor.check} runs both
 * under a lease, {@link org.theorder.lifeboat.monitor.incident} keeps what came of it.
 */
@NullMarked
package org.theorder.lifeboat.monitor;

import org.jspecify.annotations.NullMarked;
