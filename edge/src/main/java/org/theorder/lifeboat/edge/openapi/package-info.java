/** What {@code /q/openapi} says the same for every service: the lock, the problems, the values of the events. */
@NullMarked
package org.theorder.lifeboat.edge.openapi;

import org.jspecify.annotations.NullMarked;
