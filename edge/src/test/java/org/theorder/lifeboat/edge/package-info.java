/** A small application on the edge library, and what it must answer. */
@NullMarked
package org.theorder.lifeboat.edge;

import org.jspecify.annotations.NullMarked;
