/**
 * Object storage: whether what is put into one bucket arrives in another, whether locked objects can be deleted, and how much
 * the regions of the repository hold. Start reading at {@code Markers}.
 */
@NullMarked
package org.theorder.lifeboat.monitor.store;

import org.jspecify.annotations.NullMarked;
