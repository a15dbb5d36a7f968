@NullMarked
package org.theorder.lifeboat.edge.access;

import org.jspecify.annotations.NullMarked;
