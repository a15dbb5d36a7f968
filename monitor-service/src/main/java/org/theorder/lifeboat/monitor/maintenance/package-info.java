/** Windows in which something is worked on, declared by people. */
@NullMarked
package org.theorder.lifeboat.monitor.maintenance;

import org.jspecify.annotations.NullMarked;
