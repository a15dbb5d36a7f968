@NullMarked
package org.theorder.lifeboat.edge.probe;

import org.jspecify.annotations.NullMarked;
