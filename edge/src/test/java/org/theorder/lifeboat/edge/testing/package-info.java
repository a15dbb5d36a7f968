@NullMarked
package org.theorder.lifeboat.edge.testing;

import org.jspecify.annotations.NullMarked;
