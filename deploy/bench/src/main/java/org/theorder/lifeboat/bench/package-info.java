/** Measures Lifeboat beside other backup systems, on the same server and data, in alternation. */
@NullMarked
package org.theorder.lifeboat.bench;

import org.jspecify.annotations.NullMarked;
